package cli

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// writeTranscripts writes files with a prompt in each line.
func writeTranscripts(t *testing.T, folder string, files, lines int) {
	t.Helper()
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for file := range files {
		var text strings.Builder
		for line := range lines {
			fmt.Fprintf(&text, `{"type":"user","sessionId":"s%d","uuid":"u%d-%d","timestamp":"2026-02-01T%02d:%02d:%02d.000Z","message":{"role":"user","content":"Step %d"}}`+"\n",
				file, file, line, line/3600, line/60%60, line%60, line)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("s%d.jsonl", file)), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// countEvents returns the number of events in a database, 0 where there is none yet.
func countEvents(t *testing.T, path string) int {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		return 0
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	count := 0
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM agent_events").Scan(&count); err != nil {
		return 0 // the tables are being created
	}
	return count
}

// TestAnInterruptedImportSaysWhatItStored interrupts an import once it has stored something, and runs it again to its end.
func TestAnInterruptedImportSaysWhatItStored(t *testing.T) {
	const files, lines = 40, 1500
	folder := t.TempDir()
	db, transcripts := filepath.Join(folder, "h.db"), filepath.Join(folder, "transcripts")
	writeTranscripts(t, transcripts, files, lines)
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		for ctx.Err() == nil && countEvents(t, db) == 0 {
			time.Sleep(time.Millisecond)
		}
		interrupt()
	}()
	var out, errs bytes.Buffer
	if code := Run(ctx, []string{"import", "--db", db, transcripts}, &out, &errs); code != ExitInterrupted {
		t.Errorf("it ended with %d: %s%s", code, out.String(), errs.String())
	}
	if !strings.Contains(errs.String(), "interrupted; what is listed above is stored; run the command again to continue") {
		t.Errorf("it said %q", errs.String())
	}
	created := regexp.MustCompile(`(?m)^events +(\d+) created`).FindStringSubmatch(out.String())
	if created == nil || created[1] != strconv.Itoa(countEvents(t, db)) {
		t.Errorf("it said %q, and %d events are stored", out.String(), countEvents(t, db))
	}
	if code := Run(t.Context(), []string{"import", "--db", db, transcripts}, &out, &errs); code != exitOK {
		t.Errorf("the second run ended with %d: %s", code, errs.String())
	}
	if got := countEvents(t, db); got != files*lines {
		t.Errorf("%d events are stored, want %d", got, files*lines)
	}
}

// TestAnInterruptedCommandEndsWith130 runs each command with a context that ends at once.
func TestAnInterruptedCommandEndsWith130(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "h.db")
	if err := seed.Write(t.Context(), db, seed.Options{Events: 500, End: time.Now(), Number: 1}); err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	for name, args := range map[string][]string{
		"import": {"import", "--db", db, folder}, "prune": {"prune", "--db", db, "--older-than", "1d"}, "redact": {"redact", "--db", db}, "reprice": {"reprice", "--db", db},
		"backup": {"backup", "--db", db, filepath.Join(folder, "backup.db")}, "export": {"export", "--db", db, "events"},
		"seed": {"seed", "--db", filepath.Join(folder, "new.db")}, "doctor": {"doctor", "--db", db},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := Run(ctx, args, &out, &errs)
			if code != ExitInterrupted || !strings.HasPrefix(errs.String(), "htmlgraph: interrupted") {
				t.Errorf("it ended with %d: %s%s", code, out.String(), errs.String())
			}
		})
	}
	for _, left := range []string{"backup.db", "new.db"} {
		if _, err := os.Stat(filepath.Join(folder, left)); err == nil {
			t.Errorf("%s is left", left)
		}
	}
}
