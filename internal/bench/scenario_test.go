package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// folder contains the sample databases of a run.
var folder string

func TestMain(m *testing.M) {
	if path := os.Getenv(writerSetting); path != "" {
		if err := write(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	var err error
	if folder, err = os.MkdirTemp("", "htmlgraph-bench-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// sizes returns the numbers of events: 10,000, and the value of HTMLGRAPH_BENCH_EVENTS or 100,000.
func sizes(b *testing.B) []int {
	b.Helper()
	setting := os.Getenv("HTMLGRAPH_BENCH_EVENTS")
	if setting == "" {
		return []int{10_000, 100_000}
	}
	events, err := strconv.Atoi(setting)
	if err != nil {
		b.Fatalf("HTMLGRAPH_BENCH_EVENTS: %v", err)
	}
	return []int{10_000, events}
}

// sample returns the path of a database with a number of events. It is created on first use.
func sample(b *testing.B, events int) string {
	b.Helper()
	path := filepath.Join(folder, fmt.Sprint(events, ".db"))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := seed.Write(b.Context(), path, seed.Options{Events: events, End: now, Number: 1}); err != nil {
		b.Fatal(err)
	}
	return path
}

// options returns the options of a measured server.
func options(path string) app.Options {
	return app.Options{
		Database: database.Options{Path: path, Hook: testkit.Statements{}},
		Logger:   slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	}
}

// newWritten returns a server with a new sample, which may be written to.
func newWritten(b *testing.B, events int) *app.App {
	b.Helper()
	path := filepath.Join(b.TempDir(), "written.db")
	if err := seed.Write(b.Context(), path, seed.Options{Events: events, End: now, Number: 1}); err != nil {
		b.Fatal(err)
	}
	return openService(b, options(path))
}

// newService returns a server with a shared sample. cacheOff disables its cache.
func newService(b *testing.B, events int, cacheOff bool) *app.App {
	b.Helper()
	o := options(sample(b, events))
	if cacheOff {
		o.Cache = app.CacheOff
	}
	return openService(b, o)
}

func openService(b *testing.B, o app.Options) *app.App {
	b.Helper()
	service, err := app.New(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { service.Close() })
	return service
}

// site is a handler that listens on a port, with a client that reuses its connections.
type site struct {
	base       string
	client     *http.Client
	statements *atomic.Int64
}

func newSite(b *testing.B, handler http.Handler) *site {
	b.Helper()
	ctx, statements := testkit.Statements{}.Counting(context.Background())
	server := httptest.NewUnstartedServer(handler)
	server.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	server.Start()
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	b.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return &site{base: server.URL, client: &http.Client{Transport: transport}, statements: statements}
}

// body requests target and returns the body of the response.
func (s *site) body(b *testing.B, target string) []byte {
	b.Helper()
	response, err := s.client.Get(s.base + target)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", target, response.StatusCode, err)
	}
	return body
}

// get requests target, reads the whole response, and returns its length.
func (s *site) get(b *testing.B, target string) int64 {
	response, err := s.client.Get(s.base + target)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	length, err := io.Copy(io.Discard, response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", target, response.StatusCode, err)
	}
	return length
}

// measure requests target repeatedly, and reports statements and bytes per request.
func (s *site) measure(b *testing.B, target string) {
	b.Helper()
	length := s.get(b, target) // fills the cache and opens the connection
	before := s.statements.Load()
	for b.Loop() {
		s.get(b, target)
	}
	b.ReportMetric(float64(s.statements.Load()-before)/float64(b.N), "statements/op")
	b.ReportMetric(float64(length)/1024, "KiB")
}
