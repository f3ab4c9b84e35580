// Package bmp reads and writes BMP files.
package bmp
