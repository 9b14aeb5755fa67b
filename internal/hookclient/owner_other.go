//go:build !unix

package hookclient

import "io/fs"

// Access lists protect the folders of a user on other systems; the mode of a file says nothing there.

// isOwn reports true.
func isOwn(fs.FileInfo) bool { return true }

// isWritableByOthers reports false.
func isWritableByOthers(fs.FileInfo) bool { return false }

// isReadableByOthers reports false.
func isReadableByOthers(fs.FileInfo) bool { return false }
