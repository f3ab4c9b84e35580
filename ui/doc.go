// Package ui shows and edits plans, runs and watched folders in a Fyne window.
//
// Widgets show and emit; the controller, plain Go on a goroutine of its own, decides; what it decides is painted at most
// paintRate times a second through one injected dispatcher. Nothing on the UI goroutine touches a disk or a pixel.
//
//	widget callback ─► controller command ─► scan, plan, run (goroutines the controller waits for)
//	                                              │
//	     render ◄─ Deps.Dispatch ◄─ paint ◄─ model and view
package ui
