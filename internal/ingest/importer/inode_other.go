//go:build !unix

package importer

import (
	"io/fs"
	"path/filepath"
)

// inode returns a number that distinguishes a file from another one of the same name, 0 where the system has none.
func inode(fs.FileInfo) uint64 { return 0 }

// identity returns what identifies a file or a folder, whatever the links to it: its path without links.
func identity(path string, _ fs.FileInfo) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}
