package app_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// running is a server that was started like the command does.
type running struct {
	base   string
	stop   context.CancelFunc
	ended  chan error
	folder string
	said   []string
}

// greeting is the number of lines printed at the start.
const greeting = 5

// start runs a server in an empty folder until the test ends or stop is called.
func start(t *testing.T, change func(*config.Serve)) *running {
	t.Helper()
	return startIn(t, t.TempDir(), change)
}

// startIn runs a server in a folder that may contain files.
func startIn(t *testing.T, folder string, change func(*config.Serve)) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := &running{stop: stop, ended: make(chan error, 1), folder: folder}
	settings := config.Serve{Addr: "127.0.0.1:0", Cache: "memory", LogLevel: "warn", LogFormat: "text"}
	if change != nil {
		change(&settings)
	}
	output, input := io.Pipe()
	go func() {
		err := app.Serve(ctx, settings, app.Environment{
			Folder: r.folder, Home: r.folder, State: r.state(), TempDir: r.folder, Stdout: input, Stderr: io.Discard, Version: "test",
		})
		input.CloseWithError(io.EOF)
		r.ended <- err
	}()
	lines := bufio.NewScanner(output)
	for len(r.said) < greeting && lines.Scan() {
		r.said = append(r.said, lines.Text())
	}
	if len(r.said) == 0 {
		t.Fatalf("it did not start: %v", <-r.ended)
	}
	r.base = strings.TrimPrefix(r.said[0], "HtmlGraph listens on ")
	return r
}

// state returns the state folder of the user who runs the server.
func (r *running) state() string { return filepath.Join(filepath.Dir(r.folder), "state") }

func (r *running) get(t *testing.T, path string) string {
	t.Helper()
	response, err := http.Get(r.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s %v", path, response.StatusCode, body, err)
	}
	return string(body)
}

func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// files returns the files in the folder, at any depth.
func (r *running) files(t *testing.T) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(r.folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

func TestWithoutADatabaseOneIsCreatedInTheHome(t *testing.T) {
	r := start(t, nil)
	want := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
	if !strings.Contains(r.said[2], want) || !strings.Contains(r.said[3], "nothing yet") || !strings.Contains(r.said[4], "/docs") {
		t.Errorf("it said %q", r.said)
	}
	if stats := r.get(t, "/api/initial-stats"); !strings.Contains(stats, `"total_events":0`) {
		t.Errorf("stats: %s", stats)
	}
	r.end(t)
	if files := r.files(t); files != "htmlgraph.db" {
		t.Errorf("it leaves %s, want the database without a log beside it", files)
	}
}

func TestTheSampleAddsEventsAndIsRemoved(t *testing.T) {
	r := start(t, func(s *config.Serve) { s.Demo = true })
	if !strings.Contains(r.said[3], "events by 6 agents") {
		t.Errorf("it said %q", r.said)
	}
	first := r.get(t, "/api/initial-stats")
	for r.get(t, "/api/initial-stats") == first {
		// The sample adds events by itself.
	}
	r.end(t)
	if files := r.files(t); files != "" {
		t.Errorf("it leaves %s", files)
	}
}

func TestAPortInUseIsReportedBeforeAFileIsCreated(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	folder := t.TempDir()
	settings := config.Serve{Addr: taken.Addr().String(), LogLevel: "info", LogFormat: "json"}
	var out bytes.Buffer
	err = app.Serve(t.Context(), settings, app.Environment{Folder: folder, Home: folder, TempDir: folder, Stdout: &out, Stderr: &out})
	if err == nil || !strings.Contains(err.Error(), "address already in use") || strings.Contains(err.Error(), "\n") {
		t.Errorf("it says %v", err)
	}
	if names, _ := os.ReadDir(folder); len(names) != 0 || out.Len() != 0 {
		t.Errorf("made %v, printed %q", names, out.String())
	}
}

func TestRunningRequestsAreFinishedAtShutdown(t *testing.T) {
	r := start(t, func(s *config.Serve) { s.Demo = true })
	response, err := http.Get(r.base + "/api/events/export?limit=1000")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	r.stop()
	body, err := io.ReadAll(response.Body)
	if lines := bytes.Count(body, []byte("\n")); err != nil || lines != 1000 {
		t.Errorf("%d lines, then %v", lines, err)
	}
	if err := <-r.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestTheTimeOfTheLatestEventIsPrintedWhole: the form in which times are compared has no zeros at its end.
func TestTheTimeOfTheLatestEventIsPrintedWhole(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "h.db")
	file := filepath.Join(folder, "s1.jsonl")
	const line = `{"type":"user","sessionId":"s1","uuid":"u1","timestamp":"2026-02-01T10:00:40Z","message":{"role":"user","content":"Go"}}` + "\n"
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	reading := app.Import{
		DB: path, Paths: []string{file}, Getenv: func(string) string { return "" }, Progress: func(importer.Progress) {},
		Done: func(importer.Summary) error { return nil },
	}
	if err := app.RunImport(t.Context(), reading, app.Environment{Folder: folder, Home: folder, Stdout: io.Discard, Stderr: io.Discard}); err != nil {
		t.Fatal(err)
	}
	r := startIn(t, folder, func(s *config.Serve) { s.DB = path })
	if want := "1 event by 1 agent, the latest at 2026-02-01 10:00:40 UTC"; !strings.HasSuffix(r.said[3], want) {
		t.Errorf("it said %q, want %q", r.said[3], want)
	}
	r.end(t)
}
