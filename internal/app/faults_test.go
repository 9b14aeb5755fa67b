package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// logText collects what is logged.
type logText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logText) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logText) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSuffix(l.text.String(), "\n"), "\n")
}

// faulty is a server on a file of many pages, with what it logs.
type faulty struct {
	path, base string
	log        *logText
}

func newFaulty(t *testing.T) *faulty {
	t.Helper()
	w := &faulty{path: filepath.Join(t.TempDir(), "faulty.db"), log: &logText{}}
	if err := seed.Write(t.Context(), w.path, seed.Options{Events: 5000, End: time.Now(), Number: 1}); err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{Database: database.Options{Path: w.path}, Logger: slog.New(slog.NewTextHandler(w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	t.Cleanup(func() {
		server.Close()
		service.Close()
	})
	w.base = server.URL
	return w
}

// request returns the status, the detail and Retry-After of a response.
func (w *faulty) request(t *testing.T, method, path, body string) string {
	t.Helper()
	return send(t, method, w.base+path, body)
}

func (w *faulty) post(t *testing.T, id string) string {
	t.Helper()
	return w.request(t, http.MethodPost, "/api/events", fmt.Sprintf(`{"event_id": %q, "agent_id": "codex", "event_type": "tool_call", "session_id": "s"}`, id))
}

// copyOver writes the content of another file into a file, as cp does.
func copyOver(path string, content []byte) error { return os.WriteFile(path, content, 0o600) }

// writeInto writes the content of another file into a file that never becomes shorter, as rsync --inplace does.
func writeInto(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

func TestWhatHappenedToTheFileIsReportedAsWhatItIs(t *testing.T) {
	for name, test := range map[string]struct {
		damage func(t *testing.T, path string) error
		// text is what clients and the log say.
		text string
	}{
		"removed":    {func(_ *testing.T, path string) error { return os.Remove(path) }, "was removed"},
		"moved away": {func(_ *testing.T, path string) error { return os.Rename(path, path+".away") }, "was removed"},
		"replaced by another database": {func(t *testing.T, path string) error {
			other := filepath.Join(t.TempDir(), "other.db")
			if err := seed.Write(t.Context(), other, seed.Options{Events: 100, End: time.Now(), Number: 2}); err != nil {
				return err
			}
			return os.Rename(other, path)
		}, "took the place of the database file"},
		"cut in half": {func(_ *testing.T, path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return os.Truncate(path, info.Size()/2)
		}, "was truncated"},
		"emptied": {func(_ *testing.T, path string) error { return os.Truncate(path, 0) }, "was truncated"},
		"overwritten by a smaller database": {func(t *testing.T, path string) error {
			return copyOver(path, otherDatabase(t, 100))
		}, "was copied over"},
		"overwritten by a database of the same size": {func(t *testing.T, path string) error {
			return copyOver(path, otherDatabase(t, 5000))
		}, "was copied over"},
		"overwritten in place by a larger database": {func(t *testing.T, path string) error {
			return writeInto(path, otherDatabase(t, 9000))
		}, "was copied over"},
		"overwritten in place by text": {func(_ *testing.T, path string) error {
			return writeInto(path, bytes.Repeat([]byte("no database. "), 1<<19))
		}, "was copied over"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newFaulty(t)
			if got := w.request(t, http.MethodGet, "/readyz", ""); got[:3] != "200" {
				t.Fatalf("before: %s", got)
			}
			if got := w.post(t, "before"); got[:3] != "200" {
				t.Fatalf("before: %s", got)
			}
			if err := test.damage(t, w.path); err != nil {
				t.Fatal(err)
			}
			for i := range 10 {
				for what, got := range map[string]string{
					"a post":    w.post(t, fmt.Sprint("after-", i)),
					"readiness": w.request(t, http.MethodGet, "/readyz", ""),
					"a read":    w.request(t, http.MethodGet, fmt.Sprintf("/api/events?limit=%d", i+1), ""),
				} {
					if !strings.HasPrefix(got, "503 ") || !strings.Contains(got, test.text) {
						t.Errorf("%s: %q, want 503 and %q", what, got, test.text)
					}
				}
			}
			if lines := w.log.lines(); len(lines) != 1 || !strings.Contains(lines[0], test.text) {
				t.Errorf("the log has %d lines, want one with %q:\n%s", len(lines), test.text, strings.Join(lines, "\n"))
			}
		})
	}
}

// otherDatabase returns a file with so many events that are not those of a faulty server.
func otherDatabase(t *testing.T, events int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "other.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: events, End: time.Now(), Number: 2}); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestAFileThatIsBackIsServedAgain(t *testing.T) {
	w := newFaulty(t)
	if err := os.Rename(w.path, w.path+".away"); err != nil {
		t.Fatal(err)
	}
	if got := w.post(t, "lost"); got[:3] != "503" {
		t.Errorf("while it is away: %s", got)
	}
	if err := os.Rename(w.path+".away", w.path); err != nil {
		t.Fatal(err)
	}
	if got := w.post(t, "stored"); got[:3] != "200" {
		t.Errorf("once it is back: %s", got)
	}
	if got := w.request(t, http.MethodGet, "/readyz", ""); got[:3] != "200" {
		t.Errorf("readiness: %s", got)
	}
	if lines := w.log.lines(); len(lines) != 2 || !strings.Contains(lines[0], "was removed") || !strings.Contains(lines[1], "works again") {
		t.Errorf("the log says\n%s", strings.Join(lines, "\n"))
	}
}

// TestADamagedPageIsReportedOnce overwrites the pages in the middle of a file.
func TestADamagedPageIsReportedOnce(t *testing.T) {
	w := newFaulty(t)
	info, err := os.Stat(w.path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(w.path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	garbage := bytes.Repeat([]byte("garbage!"), int(info.Size()/16))
	if _, err := file.WriteAt(garbage, info.Size()/4); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for i := range 30 {
		got := w.request(t, http.MethodGet, fmt.Sprintf("/api/events?limit=200&offset=%d", 150*i), "")
		if got[:3] == "503" && strings.Contains(got, "damaged") {
			failed++
		} else if got[:3] != "200" {
			t.Errorf("a read: %s", got)
		}
	}
	if failed == 0 {
		t.Error("no read met the damage")
	}
	if got := w.request(t, http.MethodGet, "/readyz", ""); got[:3] != "503" || !strings.Contains(got, "damaged") {
		t.Errorf("readiness: %s", got)
	}
	if lines := w.log.lines(); len(lines) != 1 || !strings.Contains(lines[0], "damaged") {
		t.Errorf("the log has %d lines, want one:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}
