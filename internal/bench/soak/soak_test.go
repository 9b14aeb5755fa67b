package main

import (
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buildBinary builds the command.
func buildBinary(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "htmlgraph")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-tags=sqlite_fts5", "-o", binary, "./cmd/htmlgraph")
	build.Dir = filepath.Join("..", "..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return binary
}

// temporaryFiles makes a folder the one for temporary files, and returns a function that lists these.
func temporaryFiles(t *testing.T) func() []os.DirEntry {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	return func() []os.DirEntry {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
}

// TestARunPutsTheWholeLoadOnTheServer runs for the shortest time. That is too short to say what grows; but nothing of the load may fail, and
// everything must be read and printed.
func TestARunPutsTheWholeLoadOnTheServer(t *testing.T) {
	binary, left := buildBinary(t), temporaryFiles(t)
	var out bytes.Buffer
	result, err := run(t.Context(), binary, shortest, &out)
	if err != nil || result.failed != nil {
		t.Fatalf("%v, %v", err, result.failed)
	}
	for _, action := range []string{timedPosts, timedExports, timedHooks, timedReads, timedPages, timedStream, timedHealth, timedReference, "prune", "backup", "forget", "download",
		"turn of a transcript", "visit of events by WebSocket", "visit of events by SSE", "visit of a stalled client", "visit of presence", "visit of a query", "visit of costs"} {
		if result.done[action] == 0 {
			t.Errorf("%s: never", action)
		}
	}
	for _, j := range result.judged {
		if all := len(j.values); all == 0 || math.IsNaN(median(j.values)) {
			t.Errorf("%s was not read", j.name)
		}
		if !strings.Contains(out.String(), j.name) {
			t.Errorf("%s is not in the table:\n%s", j.name, out.String())
		}
	}
	if result.before == 0 || result.after == 0 {
		t.Errorf("%.0f goroutines before the load, %.0f after it", result.before, result.after)
	}
	if files := left(); len(files) > 0 {
		t.Errorf("it leaves %v", files)
	}
}

// TestAnInterruptedRunLeavesNothing cancels a run as soon as it prints that the load begins.
func TestAnInterruptedRunLeavesNothing(t *testing.T) {
	binary, left := buildBinary(t), temporaryFiles(t)
	ctx, interrupt := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	go func() {
		reader.Read(make([]byte, 1)) // the first line
		interrupt()
		io.Copy(io.Discard, reader)
	}()
	if _, err := run(ctx, binary, shortest, writer); err == nil || err.Error() != "interrupted" {
		t.Errorf("got %v", err)
	}
	if files := left(); len(files) > 0 {
		t.Errorf("it leaves %v", files)
	}
}

// TestAProgramThatDoesNotStartFailsTheRun uses a binary that prints nothing.
func TestAProgramThatDoesNotStartFailsTheRun(t *testing.T) {
	left := temporaryFiles(t)
	if _, err := run(t.Context(), "/bin/false", shortest, io.Discard); err == nil {
		t.Error("no error")
	}
	if files := left(); len(files) > 0 {
		t.Errorf("it leaves %v", files)
	}
}
