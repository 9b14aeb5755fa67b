package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASessionIsWrittenAsOneFile(t *testing.T) {
	db := filepath.Join(t.TempDir(), "h.db")
	if code, _, stderr := run(t, "seed", "--events", "200", "--db", db); code != 0 {
		t.Fatal(stderr)
	}
	_, sessions, _ := run(t, "export", "sessions", "--db", db, "--format", "csv")
	id, _, _ := strings.Cut(strings.Split(sessions, "\n")[1], ",")
	for name, test := range map[string]struct {
		args, stdout, stderr string
		code                 int
	}{
		"Markdown":              {"show " + id + " --db " + db, "# ", "", 0},
		"HTML":                  {"show " + id + " --format html --db " + db, "<!doctype html>", "", 0},
		"JSON lines":            {"show " + id + " --format jsonl --db " + db, `{`, "", 0},
		"another format":        {"show " + id + " --format pdf --db " + db, "", `--format "pdf" is not md, html or jsonl`, 2},
		"an unknown session":    {"show nobody --db " + db, "", "no session nobody is stored in " + db + "; `htmlgraph export sessions` lists all", 1},
		"no session":            {"show --db " + db, "", "Try 'htmlgraph show --help'", 2},
		"over the database":     {"show " + id + " --db " + db + " -o " + db, "", "is a file of the database", 2},
		"of an unknown session": {"show nobody --db " + db + " -o " + db + ".md", "", "no session nobody", 1},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := run(t, strings.Fields(test.args)...)
			if code != test.code || !strings.HasPrefix(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) || (stdout == "") != (test.stdout == "") {
				t.Errorf("exit code %d, %.80q, %q", code, stdout, stderr)
			}
		})
	}
	if _, err := os.Stat(db + ".md"); !os.IsNotExist(err) {
		t.Errorf("a file of no session is left behind: %v", err)
	}
}
