package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBackupReportsTheResult(t *testing.T) {
	for name, test := range map[string]struct {
		args  string
		code  int
		want  string
		files int
	}{
		"beside the database, with the time": {"backup --db sample.db", 0, "sample.db copied to sample-2", 2},
		"under a name":                       {"backup --db sample.db copy.db", 0, "sample.db copied to copy.db (", 2},
		"over the database":                  {"backup --db sample.db sample.db", 1, "it is the database itself", 1},
		"two names":                          {"backup --db sample.db a b", 2, "takes one FILE, not 2", 1},
		"no database":                        {"backup", 1, "name a file with --db", 1},
		"a missing database":                 {"backup --db absent.db", 1, "there is no such file", 1},
	} {
		t.Run(name, func(t *testing.T) {
			enterEmptyFolder(t)
			if code, _, stderr := run(t, "seed", "--events", "10", "--db", "sample.db"); code != 0 {
				t.Fatal(stderr)
			}
			code, stdout, stderr := run(t, strings.Fields(test.args)...)
			if code != test.code || !strings.Contains(stdout+stderr, test.want) {
				t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
			}
			folder, _ := os.Getwd()
			if files, _ := filepath.Glob(filepath.Join(folder, "[sc]*.db*")); len(files) != test.files {
				t.Errorf("%d files: %v", len(files), files)
			}
		})
	}
}
