package app_test

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

// pruneAll deletes everything before today.
func pruneAll(t *testing.T, path string) retention.Report {
	t.Helper()
	report, err := app.Prune(t.Context(), path, retention.Options{
		Before: time.Now().UTC().Format(time.DateOnly), Progress: func(int64) {},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestAServerIsRightAfterAPrune prunes like another process while a server runs. The totals of the server must follow, and costs
// must not change.
func TestAServerIsRightAfterAPrune(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sample.db")
	const events = 4000
	// The whole sample is older than today.
	if err := seed.Write(t.Context(), path, seed.Options{Events: events, End: time.Now().AddDate(0, 0, -2), Number: 1}); err != nil {
		t.Fatal(err)
	}
	r := start(t, func(s *config.Serve) { s.DB = path })
	if got := r.get(t, "/api/initial-stats"); !strings.Contains(got, fmt.Sprintf(`"total_events":%d`, events)) {
		t.Fatal(got)
	}
	total := func() string {
		_, costs, _ := strings.Cut(r.get(t, "/api/analytics/costs?group_by=model"), `"total":`)
		_, estimate, _ := strings.Cut(r.get(t, "/api/metrics"), `"estimated_cost_usd":`)
		estimate, _, _ = strings.Cut(estimate, ",")
		return costs + " " + estimate[:8]
	}
	before := total()
	if report := pruneAll(t, path); report.Kinds[2].Rows != events {
		t.Fatalf("deleted %v", report.Kinds)
	}
	for !strings.Contains(r.get(t, "/api/initial-stats"), `"total_events":0`) {
		if t.Context().Err() != nil {
			t.Fatal("the totals do not follow")
		}
	}
	if after := total(); after != before {
		t.Errorf("costs were %s, and are %s", before, after)
	}
	r.end(t)
}

// TestAnImportAfterAPrune imports a transcript, prunes its rows, and imports it again: unchanged (nothing comes back), with new
// lines, and rewritten.
func TestAnImportAfterAPrune(t *testing.T) {
	folder := t.TempDir()
	path, file := filepath.Join(folder, "h.db"), filepath.Join(folder, "s1.jsonl")
	const old = `{"type":"user","sessionId":"s1","uuid":"u1","timestamp":"2026-02-01T10:00:00Z","message":{"role":"user","content":"Go"}}` + "\n"
	more := strings.NewReplacer("u1", "u2", "2026-02-01T10", time.Now().UTC().Format("2006-01-02T")+"00").Replace(old)
	read := func() string {
		t.Helper()
		reading := app.Import{
			DB: path, Paths: []string{file}, Getenv: func(string) string { return "" }, Progress: func(importer.Progress) {},
			Done: func(importer.Summary) error { return nil },
		}
		if err := app.RunImport(t.Context(), reading, app.Environment{Folder: folder, Home: folder, Stdout: io.Discard, Stderr: io.Discard}); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		export := app.Export{DB: path, Kind: app.ExportEvents, Format: handler.ExportCSV, Progress: func(int) {}}
		if err := app.RunExport(t.Context(), export, &out); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(strings.Count(out.String(), "\n") - 1)
	}
	for _, step := range []struct {
		what, content, events string
		prune                 bool
	}{
		{"a first time", old, "1", false},
		{"unchanged", old, "0", true},
		// The new prompt ends the one before it, which does not come back for that.
		{"grown", old + more, "1", false},
		{"written anew", strings.Replace(old+more, "Go", "Come", 1), "1", false},
	} {
		if step.prune {
			pruneAll(t, path)
		}
		if err := os.WriteFile(file, []byte(step.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if events := read(); events != step.events {
			t.Errorf("%s: got %s events, want %s", step.what, events, step.events)
		}
	}
}
