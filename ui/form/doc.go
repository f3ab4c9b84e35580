// Package form turns the recipe as typed into options, and reports what is wrong with its fields.
package form
