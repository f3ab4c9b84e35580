// Package batch turns files and folders into a plan of image jobs and runs it.
//
//	Scan   walks the inputs and probes headers        (reads only; slow: once per input)
//	Build  computes sizes and names: the Plan (looks at the output folders only; fast: at every change)
//	Runner runs the plan through the worker pool and reports serial Events
//
// A Tracker turns Events into Progress snapshots and the Summary.
package batch
