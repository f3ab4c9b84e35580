// Package diskspace asks the system how much can be written to a folder.
package diskspace
