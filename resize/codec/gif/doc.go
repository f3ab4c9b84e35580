// Package gif reads and writes GIF files, also animated ones.
package gif
