//go:build !linux

package database

// newFileNotices returns nil: commits are found by polling. Where notices come from kqueue, watching a folder opens all files in it, and
// closing a database file drops the locks that SQLite holds on it in this process (https://sqlite.org/howtocorrupt.html, 2.2).
func newFileNotices(string) *fileNotices { return nil }
