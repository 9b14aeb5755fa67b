package cli

import (
	"errors"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

// locate returns the database that is named, or else the one that serve would take.
func locate(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	path, found := config.Locate(workingFolder())
	if !found {
		return "", errors.New("no .htmlgraph/htmlgraph.db from here upward or in your home; name a file with --db")
	}
	return path, nil
}
