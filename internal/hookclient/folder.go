package hookclient

import (
	"fmt"
	"os"
	"path/filepath"
)

// folderOf returns the folder beside a database for what is of this machine alone: the address of the server, and what waits for it.
func folderOf(db string) string { return db + ".local" }

// notKept is the file by which git leaves the folder out: a token and what an agent said have no place in the history of a project.
const notKept = ".gitignore"

// makeFolder makes the folder, for its user alone, if it is not there.
func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make the folder beside the database: %w", err)
	}
	ignore := filepath.Join(path, notKept)
	if _, err := os.Stat(ignore); err == nil {
		return nil
	}
	if err := writeFile(ignore, []byte("*\n")); err != nil {
		return fmt.Errorf("keep the folder beside the database out of git: %w", err)
	}
	return nil
}

// removeFolder removes the folder if nothing else is in it.
func removeFolder(path string) {
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) != 1 || entries[0].Name() != notKept {
		return
	}
	os.Remove(filepath.Join(path, notKept)) //nolint:errcheck // the next one tries again
	os.Remove(path)                         //nolint:errcheck // as above
}
