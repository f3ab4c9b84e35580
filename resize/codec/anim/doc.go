// Package anim composes the frames of animations, and finds what changes from one to the next.
package anim
