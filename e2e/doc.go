// Package e2e drives the built program from outside: its window with mouse and keyboard on an X
// display made for it, its commands as processes. The tests need the build tag e2e; make e2e
// installs what they need and runs them.
//
// Screenshots go to $SIZEMILL_SCREENSHOTS, or dist/screenshots.
package e2e
