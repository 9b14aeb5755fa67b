package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// output is what a server prints and logs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// ended returns the background tasks in the order in which the log says that they ended.
func (o *output) ended() []string {
	var names []string
	for _, line := range regexp.MustCompile(`msg="a background task ended" task=("[^"]*"|\S+)`).FindAllStringSubmatch(o.String(), -1) {
		names = append(names, strings.Trim(line[1], `"`))
	}
	return names
}

func TestTheServiceEndsInTheReverseOrderOfItsStart(t *testing.T) {
	for name, test := range map[string]struct {
		readOnly bool
		budgets  model.Budgets
		want     []string
	}{
		"writable": {false, model.Budgets{Session: 5_000_000}, []string{
			"streams", "heartbeat", "changefeed", "presence", "states", "queries", "costs", "budgets", "writer", "summary check", "summary", "response cache",
			"database watcher", "database",
		}},
		"read-only": {true, model.Budgets{Session: 5_000_000}, []string{
			"streams", "heartbeat", "changefeed", "presence", "states", "queries", "costs", "summary check", "summary", "response cache", "database watcher", "database",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ends.db")
			made, err := database.Open(t.Context(), database.Options{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			if err := made.Close(); err != nil {
				t.Fatal(err)
			}
			log := &output{}
			service, err := app.New(t.Context(), app.Options{
				Database: database.Options{Path: path, ReadOnly: test.readOnly}, Budgets: test.budgets,
				Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := service.Close(); err != nil {
				t.Fatal(err)
			}
			if got := log.ended(); !slices.Equal(got, test.want) {
				t.Errorf("ended %v, want %v", got, test.want)
			}
			expectNothingRuns(t)
		})
	}
}

// TestAServerEndsItsSourcesBeforeTheService stops a server that reads transcripts and a spool, and ends idle sessions.
func TestAServerEndsItsSourcesBeforeTheService(t *testing.T) {
	folder := t.TempDir()
	out := &output{}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- app.Serve(ctx, config.Serve{
			DB: filepath.Join(folder, "served.db"), Addr: "127.0.0.1:0", LogLevel: "debug", Watch: true, SessionTimeout: time.Hour,
		}, app.Environment{Folder: folder, Home: folder, State: filepath.Join(folder, "state"), TempDir: folder, Stdout: out, Stderr: out})
	}()
	waitUntilServed(t, out)
	stop()
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	want := []string{
		"banner", "server address", "spool", "index of texts", "messages of events", "transcripts", "idle sessions", "streams", "heartbeat", "changefeed", "presence", "states", "queries", "costs", "writer",
		"summary check", "summary", "response cache", "database watcher", "database",
	}
	if got := out.ended(); !slices.Equal(got, want) {
		t.Errorf("ended %v, want %v", got, want)
	}
	expectNothingRuns(t)
}

// waitUntilServed waits until the server whose output it is answers.
func waitUntilServed(t *testing.T, out fmt.Stringer) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		base := regexp.MustCompile(`http://[0-9.:]+`).FindString(out.String())
		if base == "" || !strings.Contains(out.String(), "holds") {
			continue
		}
		if response, err := http.Get(base + "/healthz"); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			return
		}
	}
	t.Fatalf("it does not answer: %s", out)
}

// expectNothingRuns expects that no goroutine runs code of this module but the test.
func expectNothingRuns(t *testing.T) {
	t.Helper()
	var running []string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		running = nil
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		for _, stack := range strings.Split(string(stacks), "\n\n") {
			if strings.Contains(stack, "htmlgraph/internal/") && !strings.Contains(stack, "htmlgraph/internal/app_test") {
				running = append(running, stack)
			}
		}
		if len(running) == 0 {
			return
		}
	}
	t.Errorf("still running:\n%s", strings.Join(running, "\n\n"))
}
