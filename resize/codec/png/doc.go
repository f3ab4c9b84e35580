// Package png reads and writes PNG files, also animated ones.
package png
