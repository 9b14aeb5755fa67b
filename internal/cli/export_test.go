package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/cli"
)

func TestExportWritesEachKindInEachFormat(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "2500", "--db", "sample.db")
	for kind, first := range map[string]string{
		"": "event_id", "events": "event_id", "sessions": "session_id", "costs": "request_id", "work-items": "id",
	} {
		_, documents, stderr := run(t, strings.Fields("export --db sample.db "+kind)...)
		_, table, stderr2 := run(t, strings.Fields("export --format csv --db sample.db "+kind)...)
		records, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil || len(records) < 3 || stderr+stderr2 != "" {
			t.Fatalf("%s: %d records, %v, %s%s", kind, len(records), err, stderr, stderr2)
		}
		lines := strings.Split(strings.TrimSuffix(documents, "\n"), "\n")
		if len(lines) != len(records)-1 || records[0][0] != first {
			t.Errorf("%s: %d lines and %d records, the first column is %s", kind, len(lines), len(records)-1, records[0][0])
		}
		for i, line := range lines {
			var document map[string]any
			if err := json.Unmarshal([]byte(line), &document); err != nil || len(document) != len(records[0]) || document[first] != records[i+1][0] {
				t.Fatalf("%s: %v, %s is not %v", kind, err, line, records[i+1])
			}
		}
	}
}

func TestExportReplacesAFileOnlyWhenComplete(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "100", "--db", "sample.db")
	if code, stdout, stderr := run(t, strings.Fields("export --db sample.db --limit 7 -o out.ndjson")...); code != 0 || stdout+stderr != "" {
		t.Fatalf("exit code %d, %q, %q", code, stdout, stderr)
	}
	whole, err := os.ReadFile("out.ndjson")
	if err != nil || strings.Count(string(whole), "\n") != 7 {
		t.Fatalf("%d lines, %v", strings.Count(string(whole), "\n"), err)
	}
	for _, args := range []string{"export --db text.db -o out.ndjson", "export --db sample.db -o none/out.ndjson", "export --db sample.db -o sample.db"} {
		if code, _, stderr := run(t, strings.Fields(args)...); code == 0 || stderr == "" {
			t.Errorf("%s: exit code %d, %q", args, code, stderr)
		}
	}
	if after, _ := os.ReadFile("out.ndjson"); string(after) != string(whole) {
		t.Error("an export that failed changed the file")
	}
	names, _ := filepath.Glob(".*")
	if more, _ := filepath.Glob("*"); len(names) != 0 || len(more) != 4 {
		t.Errorf("left behind: %v %v", names, more)
	}
}

// closedPipe fails like a pipe whose reader has gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

// fullDisk fails like a full disk.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestExportEndsSilentlyWhenTheReaderIsGone(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "100", "--db", "sample.db")
	var errs strings.Builder
	if code := cli.Run(t.Context(), strings.Fields("export --db sample.db"), closedPipe{}, &errs); code != 0 || errs.Len() > 0 {
		t.Errorf("exit code %d, %q", code, errs.String())
	}
	if code := cli.Run(t.Context(), strings.Fields("export --db sample.db"), fullDisk{}, &errs); code != 1 || errs.Len() == 0 {
		t.Errorf("a full disk: exit code %d, %q", code, errs.String())
	}
}
