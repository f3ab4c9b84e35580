// Package faults provokes what goes wrong on real machines, and judges what the command line does.
// All of it is tests, which `make faults` runs; docs/faults.md is their table.
package faults
