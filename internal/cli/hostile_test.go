package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// TestNoCommandSendsControlCharactersToTheTerminal runs commands on files with hostile names.
func TestNoCommandSendsControlCharactersToTheTerminal(t *testing.T) {
	const hostile = "x\x1b]0;owned\x07\x1b[2J\nrows       fake\u202e"
	folder := filepath.Join(t.TempDir(), hostile)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(folder, "h.db")
	if err := seed.Write(t.Context(), db, seed.Options{Events: 20, End: time.Now(), Number: 1}); err != nil {
		t.Fatal(err)
	}
	notes := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(notes, []byte("no transcript"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"doctor":            {"doctor", "--db", db},
		"doctor of nothing": {"doctor", "--db", notes},
		"import":            {"import", "--db", db, notes},
		"import of nothing": {"import", "--db", db, filepath.Join(folder, "absent")},
		"prune":             {"prune", "--db", db, "--older-than", "1d", "--dry-run"},
		"redact":            {"redact", "--db", db, "--dry-run"},
		"reprice":           {"reprice", "--db", db, "--prices", filepath.Join(folder, "absent")},
		"forget":            {"forget", "--db", db, hostile, "--yes"},
		"backup":            {"backup", "--db", db, notes},
		"export":            {"export", "--db", notes},
		"seed":              {"seed", "--db", db},
		"serve":             {"serve", "--db", notes, "--addr", "127.0.0.1:0"},
		"an unknown flag":   {"doctor", "--" + hostile},
		"an unknown word":   {hostile},
		"a bad time":        {"import", "--since", hostile},
	} {
		t.Run(name, func(t *testing.T) {
			_, stdout, stderr := run(t, args...)
			if text := stdout + stderr; strings.ContainsAny(text, "\x1b\x07\u202e") || strings.Contains(text, "\nrows       fake") {
				t.Errorf("it prints %q", text)
			}
		})
	}
}
