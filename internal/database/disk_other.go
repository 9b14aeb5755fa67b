//go:build !unix

package database

import "syscall"

// isFull reports whether an error of the operating system means that the disk is full: ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of
// Windows.
func isFull(errno syscall.Errno) bool { return errno == 39 || errno == 112 }
