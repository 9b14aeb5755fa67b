package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const importLine = `{"type":"user","sessionId":"s1","uuid":"u1","timestamp":"2026-02-01T10:00:00Z","message":{"role":"user","content":"Go"}}` + "\n"

// runImport runs the command import with a database in folder.
func runImport(t *testing.T, folder string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), append([]string{"import", "--db", filepath.Join(folder, "h.db")}, args...), &out, &errs)
	return code, out.String(), errs.String()
}

func TestImportReportsTheResult(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "s1.jsonl")
	if err := os.WriteFile(file, []byte(importLine+"{broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runImport(t, folder, file)
	if code != exitOK || !strings.Contains(out, "1 created, 0 updated") || !strings.Contains(out, "1 broken, skipped") || errs != "" {
		t.Errorf("the first run ends with %d: %s%s", code, out, errs)
	}
	if code, out, errs = runImport(t, folder, file); code != exitOK || !strings.Contains(out, "0 read, 1 unchanged") {
		t.Errorf("the second run ends with %d: %s%s", code, out, errs)
	}
}

func TestImportFailsWhereNoFileCanBeRead(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(file, []byte("no transcript"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(folder, "nothing")} {
		if code, out, errs := runImport(t, folder, path); code != exitError || !strings.Contains(errs, "no file could be read") {
			t.Errorf("%s ends with %d: %s%s", path, code, out, errs)
		}
	}
	if code, _, _ := runImport(t, folder, "--since", "yesterday", file); code != exitUsage {
		t.Errorf("an invalid time ends with %d", code)
	}
}

func TestSince(t *testing.T) {
	now := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"": {}, "30d": now.AddDate(0, 0, -30), "12h": now.Add(-12 * time.Hour), "2026-03-01": time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	} {
		if got, err := parseTime("--since", text, now); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v, not %v", text, got, err, want)
		}
	}
	for _, text := range []string{"-3d", "soon", "-1h", "2026-13-01"} {
		if got, err := parseTime("--since", text, now); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}
