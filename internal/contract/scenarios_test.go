package contract

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// The scenarios that a fixture can name. The ordinary one has no name.
const (
	ordinary = ""
	// withToken asks callers for the token "secret".
	withToken = "token"
	// locked has its database locked by another process, for good.
	locked = "locked"
	// held has another process that writes and does not end; it can be read.
	held = "held"
	// readOnly leaves its database as it is.
	readOnly = "read-only"
	// busy takes in nothing more.
	busy = "busy"
	// full has as many clients that follow as it takes.
	full = "full"
	// fresh is made for one fixture alone, whose counters begin at nothing.
	fresh = "fresh"
)

// clock is the time in all scenarios.
var clock = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// scenarios are the servers that fixtures are asked of, made at first need.
type scenarios struct {
	// owner is the test during which they live.
	owner   *testing.T
	apps    map[string]*app.App
	servers map[string]*httptest.Server
}

func newScenarios(t *testing.T) *scenarios {
	t.Helper()
	return &scenarios{owner: t, apps: map[string]*app.App{}, servers: map[string]*httptest.Server{}}
}

// ask sends the request of the fixture, after those that come before it, to its scenario.
func (w *scenarios) ask(t *testing.T, fixture *testkit.Fixture) testkit.Response {
	t.Helper()
	if fixture.Scenario == fresh {
		delete(w.servers, fresh)
	}
	base := w.base(t, fixture.Scenario)
	for _, target := range fixture.Before {
		w.send(t, fixture.Scenario, http.MethodGet, target)
	}
	request, err := fixture.HTTPRequest(t.Context(), base)
	if err != nil {
		t.Fatal(err)
	}
	return w.do(t, request, fixture.Events)
}

// send asks without anything else than a method and a target.
func (w *scenarios) send(t *testing.T, scenario, method, target string) testkit.Response {
	t.Helper()
	request, err := http.NewRequest(method, w.base(t, scenario)+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.do(t, request, 0)
}

// do sends a request and reads the answer to its end; of a stream as many events as are named.
func (w *scenarios) do(t *testing.T, request *http.Request, events int) testkit.Response {
	t.Helper()
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := readBody(response, events)
	if err != nil {
		t.Fatal(err)
	}
	return testkit.Response{Status: response.StatusCode, Header: response.Header, Body: body}
}

func readBody(response *http.Response, events int) ([]byte, error) {
	if response.Header.Get("Content-Type") != "text/event-stream" {
		return io.ReadAll(response.Body)
	}
	var body []byte
	lines := bufio.NewReader(response.Body)
	for read := 0; read < events; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return body, err
		}
		body = append(body, line...)
		if len(line) == 1 {
			read++
		}
	}
	return body, nil
}

// routes returns what the server registered.
func (w *scenarios) routes(t *testing.T) []string {
	t.Helper()
	w.base(t, ordinary)
	return w.apps[ordinary].Server.Routes()
}

// base returns the URL of a scenario.
func (w *scenarios) base(t *testing.T, scenario string) string {
	t.Helper()
	if server, ok := w.servers[scenario]; ok {
		return server.URL
	}
	options := app.Options{
		Database: database.Options{Path: buildScenario(t, w.owner.TempDir())},
		Version:  "golden", AssetVersion: "golden", Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return clock },
		// Nothing in the scenario comes near them.
		Budgets: model.Budgets{Session: 5_000_000, Projects: []model.ProjectBudget{
			{Limit: 500_000, Period: model.Daily}, {Folder: "/home/dev/other", Limit: 9_000_000, Period: model.Monthly},
		}},
	}
	switch scenario {
	case ordinary, fresh:
	case withToken:
		options.Token = "secret"
	case full:
		options.MaxClients = 1
	case busy:
		options.MaxQueued = -1
	case readOnly:
		options.Database.ReadOnly = true
	case held:
		options.Database.BusyTimeout, options.Database.BusyBudget = time.Millisecond, 10*time.Millisecond
	case locked:
		options.Database.ReadOnly = true
		options.Database.BusyTimeout, options.Database.BusyBudget = time.Millisecond, 10*time.Millisecond
	default:
		t.Fatalf("there is no scenario %q", scenario)
	}
	service, err := app.New(w.owner.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	w.owner.Cleanup(func() {
		server.Close()
		service.Close()
	})
	if scenario == full {
		testkit.MustDial(w.owner, server.URL, "/ws/broadcasts", nil).Stay(w.owner.Context())
	}
	if scenario == locked || scenario == held {
		w.owner.Cleanup(lock(t, service.DB))
	}
	w.apps[scenario], w.servers[scenario] = service, server
	return server.URL
}

// buildScenario makes a database of fixtures/http/scenario.sql in folder.
func buildScenario(t *testing.T, folder string) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(fixtures, "scenario.sql"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "scenario.db")
	err = database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, string(script))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// lock commits a change, waits until it is noticed, and then keeps everybody out: whoever wants to
// know what has changed finds the file locked, until release is called.
func lock(t *testing.T, db *database.DB) (release func()) {
	t.Helper()
	other, err := sql.Open("sqlite3", "file:"+db.Path()+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	before := db.Generation()
	if _, err := other.Exec("UPDATE agent_presence SET updated_at = '2026-03-18 15:29:59'"); err != nil {
		t.Fatal(err)
	}
	for db.Generation() == before {
		time.Sleep(time.Millisecond) // until the watcher has looked
	}
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		tx.Rollback()
		other.Close()
	}
}
