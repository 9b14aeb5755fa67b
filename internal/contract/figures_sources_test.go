package contract

import (
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

// beside is the folder with recorded data, which lies beside the project where it is developed and tested.
const beside = "../../../shared"

// figureSources returns functions that create the databases over which figures are compared.
func figureSources(t *testing.T) map[string]func(*testing.T) string {
	t.Helper()
	sources := map[string]func(*testing.T) string{
		"fixtures":        func(t *testing.T) string { return buildScenario(t, t.TempDir()) },
		"fixtures pruned": func(t *testing.T) string { return prunedBefore(t, buildScenario(t, t.TempDir()), "2026-03-18") },
		"demo":            demo,
		"demo pruned":     func(t *testing.T) string { return prunedBefore(t, demo(t), "2026-03-18") },
		"all pruned":      func(t *testing.T) string { return prunedBefore(t, imported(t, transcriptFolder(t)), "2026-03-19") },
		"transcripts":     func(t *testing.T) string { return imported(t, transcriptFolder(t)) },
	}
	if _, err := os.Stat(beside); err != nil {
		t.Logf("there is nothing at %s, so no recorded data are compared", beside)
		return sources
	}
	sources["samples"] = func(t *testing.T) string { return imported(t, filepath.Join(beside, "samples")) }
	databases, err := filepath.Glob(filepath.Join(beside, "real", "*.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(databases, filepath.Join(beside, "contract", "dataset.db")) {
		sources[filepath.Base(path)] = func(t *testing.T) string { return copyOf(t, path) }
	}
	return sources
}

// demo creates the sample that serve --demo shows.
func demo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: 2000, End: clock, Number: 1}); err != nil {
		t.Fatal(err)
	}
	return path
}

func prunedBefore(t *testing.T, path, day string) string {
	t.Helper()
	_, err := app.Prune(t.Context(), path, retention.Options{Before: day, Progress: func(int64) {}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func copyOf(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copied.db")
	if err := os.WriteFile(copied, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return copied
}

var mark = regexp.MustCompile(`"@([0-9.]+)"`)

// transcriptFolder returns a folder with the transcripts of the tests of app, in which marks of seconds are replaced by times.
func transcriptFolder(t *testing.T) string {
	t.Helper()
	from, to := "../app/testdata", t.TempDir()
	began := clock.Add(-3 * time.Hour)
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		relative, relErr := filepath.Rel(from, path)
		if err != nil || relErr != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		content, err := os.ReadFile(path)
		if err != nil || filepath.Base(filepath.Dir(filepath.Dir(path))) == "testdata" && filepath.Ext(path) != ".jsonl" {
			return err
		}
		return os.WriteFile(target, mark.ReplaceAllFunc(content, func(found []byte) []byte {
			seconds, _ := strconv.ParseFloat(string(found[2:len(found)-1]), 64)
			return []byte(`"` + began.Add(time.Duration(seconds*float64(time.Second))).UTC().Format("2006-01-02T15:04:05.000Z") + `"`)
		}), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// imported imports transcripts into a new database.
func imported(t *testing.T, folder string) string {
	t.Helper()
	home := t.TempDir()
	path := filepath.Join(home, "imported.db")
	o := app.Import{
		DB: path, Paths: []string{folder}, Getenv: func(string) string { return "" },
		Progress: func(importer.Progress) {}, Done: func(importer.Summary) error { return nil },
	}
	if err := app.RunImport(t.Context(), o, app.Environment{Folder: home, Home: home, Stdout: io.Discard, Stderr: io.Discard}); err != nil {
		t.Fatal(err)
	}
	return path
}
