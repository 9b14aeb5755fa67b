package database

import (
	"path/filepath"
	"slices"
	"testing"
)

// missingIndexes returns the indexes that a file lacks.
func missingIndexes(t *testing.T, path string) []string {
	t.Helper()
	file, err := OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	shape, err := file.Shape(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return shape.MissingIndexes
}

func TestANewFileMayGetTheIndexesOfReadersLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	db, err := Open(t.Context(), Options{Path: path, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if missing := missingIndexes(t, path); !slices.Equal(missing, indexesOfReaders) {
		t.Errorf("while it is filled it lacks %q", missing)
	}
	for range 2 {
		if err := db.EndFill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if missing := missingIndexes(t, path); len(missing) > 0 {
			t.Errorf("then it lacks %q", missing)
		}
		if complete, err := isComplete(t.Context(), db.writer); !complete || err != nil {
			t.Errorf("complete: %v, %v", complete, err)
		}
	}
}

// TestAnUnfinishedFileGetsItsIndexesWhenItIsOpened is for a process that was killed while it filled the file.
func TestAnUnfinishedFileGetsItsIndexesWhenItIsOpened(t *testing.T) {
	for name, next := range map[string]Options{
		"by a server":                      {},
		"by a process that fills it again": {Fill: true},
		"by a hook":                        {SkipChecks: true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "h.db")
			for _, options := range []Options{{Fill: true}, next} {
				options.Path = path
				db, err := Open(t.Context(), options)
				if err != nil {
					t.Fatal(err)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if missing := missingIndexes(t, path); len(missing) > 0 {
				t.Errorf("it lacks %q", missing)
			}
		})
	}
}

func TestAFileWithTablesGetsItsIndexesAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	for _, options := range []Options{{Path: path}, {Path: path, Fill: true}} {
		db, err := Open(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Exec(t.Context(), db, "DROP INDEX IF EXISTS idx_cost_events_model"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(t.Context(), Options{Path: path, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if missing := missingIndexes(t, path); len(missing) > 0 {
		t.Errorf("it lacks %q", missing)
	}
}
