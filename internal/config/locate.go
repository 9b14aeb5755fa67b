package config

import (
	"os"
	"path/filepath"
)

// databaseName is the path of the database in the folder of a project or in a home.
var databaseName = filepath.Join(".htmlgraph", "htmlgraph.db")

// Locate returns the database to open when none is named: the nearest .htmlgraph/htmlgraph.db in folder or its parents, else the one
// in home. Where none exists, found is false, and path is the one in home.
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
