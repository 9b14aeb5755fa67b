package config

import (
	"os"
	"path/filepath"
)

// databaseName is where a project, or a user, keeps the database.
var databaseName = filepath.Join(".htmlgraph", "htmlgraph.db")

// Locate returns the database to use when none is named: the nearest
// .htmlgraph/htmlgraph.db from folder upward, else the one in home. found is false when
// there is none yet; path is then where the user's own would be.
func Locate(folder, home string) (path string, found bool) {
	for {
		path = filepath.Join(folder, databaseName)
		if isFile(path) {
			return path, true
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			break
		}
		folder = parent
	}
	path = filepath.Join(home, databaseName)
	return path, isFile(path)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
