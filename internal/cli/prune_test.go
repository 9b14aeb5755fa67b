package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// today is a cutoff before which most events of a sample lie.
func today() string { return time.Now().UTC().Format(time.DateOnly) }

func TestADryRunCountsWithoutDeleting(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "30000", "--db", "sample.db")
	before, err := os.ReadFile("sample.db")
	if err != nil {
		t.Fatal(err)
	}
	code, plan, stderr := run(t, "prune", "--older-than", today(), "--dry-run", "--db", "sample.db")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	if after, _ := os.ReadFile("sample.db"); !bytes.Equal(before, after) {
		t.Error("the dry run changed the file")
	}
	if names, _ := filepath.Glob("sample.db*"); len(names) != 1 {
		t.Errorf("it leaves %v", names)
	}
	code, done, stderr := run(t, "prune", "--older-than", today(), "--db", "sample.db")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	counts := regexp.MustCompile(`(?m)^(?:to delete|deleted)  ? *([a-z ]+?) +([0-9]+)$`)
	planned, deleted := counts.FindAllStringSubmatch(plan, -1), counts.FindAllStringSubmatch(done, -1)
	if len(planned) != 7 || len(deleted) != 7 {
		t.Fatalf("%s%s", plan, done)
	}
	for i := range planned {
		if planned[i][1] != deleted[i][1] || planned[i][2] != deleted[i][2] {
			t.Errorf("%q was planned, %q done", planned[i][0], deleted[i][0])
		}
	}
	if deleted[2][2] == "0" {
		t.Errorf("no event was deleted: %s", done)
	}
	if code, report, _ := run(t, "doctor", "--db", "sample.db"); code != 0 {
		t.Errorf("after it the file is not sound:\n%s", report)
	}
}

func TestVacuumShrinksTheFile(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "30000", "--db", "sample.db")
	before, _ := os.Stat("sample.db")
	if code, stdout, stderr := run(t, "prune", "--older-than", today(), "--vacuum", "--db", "sample.db"); code != 0 {
		t.Fatal(stdout, stderr)
	}
	if after, err := os.Stat("sample.db"); err != nil || after.Size() > before.Size()/2 {
		t.Errorf("%d bytes after, %d before, %v", after.Size(), before.Size(), err)
	}
}
