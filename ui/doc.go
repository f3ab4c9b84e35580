// Package ui shows and edits plans, runs and watched folders in a Fyne window.
//
// Widgets show and emit; the controller, plain Go on a goroutine of its own, decides. What it
// decides is painted some times per second through a single injected dispatcher. Nothing on the UI
// goroutine touches a disk or a pixel.
//
//	widget callback ─► control command ─► scan, plan, run (goroutines that the controller waits for)
//	                                           │
//	       render ◄─ Deps.Dispatch ◄─ model.View and model.List
package ui
