//go:build unix

package database

import "syscall"

// isFull reports whether an error of the operating system means that nothing more can be written: the disk is full, a quota is used up, or
// the file has reached the largest size that the process may write.
func isFull(errno syscall.Errno) bool {
	return errno == syscall.ENOSPC || errno == syscall.EDQUOT || errno == syscall.EFBIG
}
