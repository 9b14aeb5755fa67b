//go:build unix

package importer

import (
	"io/fs"
	"syscall"
)

// inode returns a number that distinguishes a file from another one of the same name, 0 where the system has none.
func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}
