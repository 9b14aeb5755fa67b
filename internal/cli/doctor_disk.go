package cli

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// scarce is the number of free bytes below which a disk is about to be full: a server that stores much fills them within minutes.
const scarce = 64 << 20

// printDisk says that the disk of a database is full, or almost, and nothing where it has space.
func printDisk(w io.Writer, path string, freeSpace func(folder string) (int64, bool)) {
	free, known := freeSpace(filepath.Dir(path))
	switch {
	case !known || free >= scarce:
	case free < database.LeastSpace:
		fmt.Fprintf(w, "%-10s full: %s are free beside %s; nothing can be stored until there is space again\n", "disk", formatBytes(free), terminal.Name(path))
	default:
		fmt.Fprintf(w, "%-10s almost full: %s are free beside %s\n", "disk", formatBytes(free), terminal.Name(path))
	}
}
