package hookclient

import (
	"fmt"
	"os"
	"path/filepath"
)

// localFolder returns the folder beside a database for what concerns this machine alone: the address of the server, and the spool.
func localFolder(db string) string { return db + ".local" }

// gitignore is the file that keeps the folder out of git: a token and the words of an agent do not belong in the history of a project.
const gitignore = ".gitignore"

// createFolder creates the folder, for its user alone, if it does not exist.
func createFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("create the folder beside the database: %w", err)
	}
	ignore := filepath.Join(path, gitignore)
	if _, err := os.Stat(ignore); err == nil {
		return nil
	}
	if err := writeFile(ignore, []byte("*\n")); err != nil {
		return fmt.Errorf("keep the folder beside the database out of git: %w", err)
	}
	return nil
}

// removeFolder removes the folder if it contains nothing else.
func removeFolder(path string) {
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) != 1 || entries[0].Name() != gitignore {
		return
	}
	os.Remove(filepath.Join(path, gitignore)) //nolint:errcheck // the next one tries again
	os.Remove(path)                           //nolint:errcheck // as above
}
