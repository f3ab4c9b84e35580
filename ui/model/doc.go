// Package model holds what the window shows: the pictures of a plan with their states, and
// everything else as one value, View. The controller writes it; the window reads it.
package model
