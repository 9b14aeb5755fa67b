//go:build linux || darwin

package database

import "syscall"

// FreeSpace returns how many bytes a program of the user can still write to a folder, and false where that is not known.
func FreeSpace(folder string) (bytes int64, known bool) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return 0, false
	}
	return int64(disk.Bavail) * int64(disk.Bsize), true //nolint:unconvert // the type of the size of a block differs between systems
}
