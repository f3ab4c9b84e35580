// Package uitest plays the engine, the settings store, the watch service and the system's dialogs
// for the tests of the window.
package uitest
