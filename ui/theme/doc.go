// Package theme gives the window its colors and sizes.
package theme
