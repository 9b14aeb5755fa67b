//go:build unix

package importer

import (
	"fmt"
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

// identity returns what identifies a file or a folder, whatever its name: its device and its inode.
func identity(path string, info fs.FileInfo) string {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprint(stat.Dev, "/", stat.Ino)
	}
	return path
}
