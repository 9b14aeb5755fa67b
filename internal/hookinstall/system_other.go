//go:build !unix

package hookinstall

import (
	"context"
	"io/fs"
	"os"
)

// lockFolder does nothing: locked is false.
func lockFolder(context.Context, string) (unlock func(), locked bool, err error) {
	return func() {}, false, nil
}

// keepOwner does nothing: a new file belongs to whom its folder says.
func keepOwner(*os.File, fs.FileInfo) error { return nil }
