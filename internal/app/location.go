package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// location is where the database of a run is.
type location struct {
	path string
	// temporary is the folder to remove at the end, "" for none.
	temporary string
}

// remove removes a temporary database.
func (l location) remove() {
	if l.temporary != "" {
		os.RemoveAll(l.temporary) //nolint:errcheck // what is left lies in the folder for temporary files
	}
}

// locate finds the database of a run, or makes the sample database.
func locate(ctx context.Context, settings config.Serve, environment Environment) (location, error) {
	if settings.Demo {
		return makeSample(ctx, environment.TempDir)
	}
	if settings.DB != "" {
		return location{path: settings.DB}, nil
	}
	path, found := config.Locate(environment.Folder, environment.Home)
	if !found {
		if settings.ReadOnly {
			return location{}, errors.New("no .htmlgraph/htmlgraph.db in this folder, in a folder above it or in your home directory, and --read-only creates none; name one with --db, or try --demo")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return location{}, fmt.Errorf("no database is named, and the folder for yours cannot be created: %w", err)
		}
	}
	return location{path: path}, nil
}

// makeSample makes the sample database in a temporary folder.
func makeSample(ctx context.Context, tempDir string) (location, error) {
	folder, err := os.MkdirTemp(tempDir, "htmlgraph-demo-")
	if err != nil {
		return location{}, fmt.Errorf("make a folder for the sample database: %w", err)
	}
	l := location{path: filepath.Join(folder, "htmlgraph.db"), temporary: folder}
	if err := seed.Demo(ctx, l.path, time.Now()); err != nil {
		l.remove()
		return location{}, fmt.Errorf("make the sample database: %w", err)
	}
	return l, nil
}
