// Package widgets holds the widgets and layouts of the window. They show and emit; they decide
// nothing about pictures.
//
// A focused Fyne widget swallows every key, including those of the window. The widgets here hand
// these on to a Keymap, and scroll themselves into sight when they get the focus.
package widgets
