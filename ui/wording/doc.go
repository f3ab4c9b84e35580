// Package wording says in the user's language what the window has to tell: plans, progress,
// results, choices and errors. Every sentence goes through Fyne's lang and is listed in
// assets/translations/en.json.
package wording
