package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/pricing"
	"github.com/htmlgraph/htmlgraph/internal/repository/importstates"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// The long session is in testdata/long: the hooks, the transcripts and the telemetry of one session of Claude Code.
const (
	playFolder  = "testdata/long"
	playSession = "5b0c7a52-3d1e-4f6a-9c1b-7e2f8d4a6b90"
)

// playEnd is long after the session, so that its transcripts are finished. afterPlay is shortly after it.
var (
	afterPlay = time.Date(2026, 10, 12, 10, 5, 0, 0, time.UTC)
	playEnd   = time.Date(2026, 10, 12, 14, 0, 0, 0, time.UTC)
)

// playedHook is a payload and the time at which the hook received it.
type playedHook struct {
	At      string          `json:"at"`
	Payload json.RawMessage `json:"payload"`
}

// play is what the sources of the session report, and the folder of its transcripts.
type play struct {
	hooks   []playedHook
	exports []string
	// transcripts is the folder of the transcripts; lines are those of each file below it.
	transcripts string
	files       map[string][]string
}

// loadPlay reads the session and writes its complete transcripts to a folder of the test.
func loadPlay(t *testing.T) *play {
	t.Helper()
	p := &play{transcripts: t.TempDir(), files: map[string][]string{}}
	for _, line := range playLines(t, "hooks.jsonl") {
		var h playedHook
		if err := json.Unmarshal([]byte(strings.ReplaceAll(line, "TRANSCRIPTS", p.transcripts)), &h); err != nil {
			t.Fatal(err)
		}
		p.hooks = append(p.hooks, h)
	}
	p.exports = playLines(t, "logs.jsonl")
	if err := os.CopyFS(p.transcripts, os.DirFS(filepath.Join(playFolder, "transcripts"))); err != nil {
		t.Fatal(err)
	}
	for _, path := range p.paths(t) {
		p.files[path] = playLines(t, filepath.Join("transcripts", strings.TrimPrefix(path, p.transcripts)))
		p.date(t, path)
	}
	return p
}

// paths returns the paths of the transcripts, the main file first.
func (p *play) paths(t *testing.T) []string {
	t.Helper()
	project := filepath.Join(p.transcripts, "-home-dev-shop")
	subagents, err := filepath.Glob(filepath.Join(project, playSession, "subagents", "*.jsonl"))
	if err != nil || len(subagents) != 3 {
		t.Fatal(subagents, err)
	}
	return append([]string{filepath.Join(project, playSession+".jsonl")}, subagents...)
}

// date sets the modification time of a file to that of the session.
func (p *play) date(t *testing.T, path string) {
	t.Helper()
	if err := os.Chtimes(path, afterPlay, afterPlay); err != nil {
		t.Fatal(err)
	}
}

// rewrite shortens a transcript to its first lines.
func (p *play) rewrite(t *testing.T, path string, lines int) {
	t.Helper()
	whole := strings.Join(p.files[path][:lines], "\n") + "\n"
	if lines == 0 {
		whole = ""
	}
	if err := os.WriteFile(path, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	p.date(t, path)
}

func playLines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(playFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// stage is a server on a new database, to which the sources report the session.
type stage struct {
	*play
	service *app.App
	base    string
	prices  *pricing.Table
}

func (p *play) open(t *testing.T) *stage {
	t.Helper()
	prices, err := pricing.New()
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: filepath.Join(t.TempDir(), "played.db")}, Prices: prices, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return afterPlay },
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	t.Cleanup(func() {
		if err := service.CloseStreams(context.Background()); err != nil {
			t.Error(err)
		}
		server.Close()
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	return &stage{play: p, service: service, base: server.URL, prices: prices}
}

// post posts a text to the server, which must accept it.
func (s *stage) post(t *testing.T, path, body, at string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if at != "" {
		request.Header.Set("X-Observed-At", at)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(response.Body); err != nil || response.StatusCode >= http.StatusBadRequest || strings.Contains(answer.String(), "partial") {
		t.Fatalf("%s: %d %s %v", body, response.StatusCode, answer.String(), err)
	}
}

func (s *stage) hook(t *testing.T, n int) {
	t.Helper()
	s.post(t, "/api/hooks/claude-code", string(s.hooks[n].Payload), s.hooks[n].At)
}

func (s *stage) postHooks(t *testing.T) {
	t.Helper()
	for n := range s.hooks {
		s.hook(t, n)
	}
}

func (s *stage) postTelemetry(t *testing.T) {
	t.Helper()
	for _, export := range s.exports {
		s.post(t, "/v1/logs", export, "")
	}
}

// importTranscripts imports the current contents of the transcripts, as the command does beside a running server.
func (s *stage) importTranscripts(t *testing.T, now time.Time) {
	t.Helper()
	clock := func() time.Time { return now }
	writer := ingest.NewWriter(merge.NewEngine(ingeststore.New(s.service.DB), s.prices, clock), ingest.WriterOptions{Redact: ingest.Redact, Pack: compression.NewPacker(), Now: clock})
	testkit.Background(t).Go("writer", writer.Run)
	i, err := importer.New(t.Context(), importer.Options{
		Submit: writer, States: importstates.New(s.service.DB), Locations: []importer.Location{{Path: s.transcripts}}, Now: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	summary, err := i.Run(t.Context())
	if err != nil || summary.Failed > 0 || summary.Skipped.Broken > 0 {
		t.Fatalf("%+v %v", summary, err)
	}
}
