// Package xattr reads and writes extended attributes of files, on Linux.
package xattr
