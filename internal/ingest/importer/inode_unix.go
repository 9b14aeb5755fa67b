//go:build unix

package importer

import (
	"io/fs"
	"syscall"
)

// inode tells a file from another one of its name, 0 where nothing does.
func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}
