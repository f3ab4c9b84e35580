// Package control decides what the window does. It is plain Go and knows no toolkit.
//
// One goroutine, that of Controller.Run, owns the state. Commands reach it from any goroutine and
// return at once; scans, plans and batches run on goroutines that it waits for. What it decides
// goes to the window as a model.View, at most paintRate times per second.
package control
