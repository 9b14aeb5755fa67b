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
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// The scenarios that a fixture can name. The ordinary scenario has no name.
const (
	ordinary = ""
	// withToken requires the token "secret".
	withToken = "token"
	// locked has a database that another process keeps locked.
	locked = "locked"
	// held has a database in which another process keeps a write transaction open. It can be read.
	held = "held"
	// readOnly opens its database read-only.
	readOnly = "read-only"
	// busy has no room in its queue.
	busy = "busy"
	// full has as many subscribers as it permits.
	full = "full"
	// fresh is created for each fixture, so that its counters begin at zero.
	fresh = "fresh"
	// crowded has what fixtures/http/crowded.sql adds: more rows than pages show at first.
	crowded = "crowded"
	// complete also has rows with every value that a response can show.
	complete = "complete"
	// states also has sessions in every state.
	states = "states"
	// found also has sessions in which the words of a search are.
	found = "search"
	// unindexed is open read-only and has no index of texts.
	unindexed = "unindexed"
)

// clock is the time in all scenarios.
var clock = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// scenarios are the servers that fixtures are sent to. Each is created when it is first needed.
type scenarios struct {
	// owner is the test at whose end they are closed.
	owner   *testing.T
	apps    map[string]*app.App
	servers map[string]*httptest.Server
}

func newScenarios(t *testing.T) *scenarios {
	t.Helper()
	return &scenarios{owner: t, apps: map[string]*app.App{}, servers: map[string]*httptest.Server{}}
}

// ask sends the requests that precede the fixture, and then its own, to its scenario.
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

// send sends a request without headers and body.
func (w *scenarios) send(t *testing.T, scenario, method, target string) testkit.Response {
	t.Helper()
	request, err := http.NewRequest(method, w.base(t, scenario)+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.do(t, request, 0)
}

// do sends a request and reads the whole response, or that many events of a stream.
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

// mux returns the mux of the server.
func (w *scenarios) mux(t *testing.T) *http.ServeMux {
	t.Helper()
	w.base(t, ordinary)
	return w.apps[ordinary].Server.Mux
}

// base returns the URL of a scenario.
func (w *scenarios) base(t *testing.T, scenario string) string {
	t.Helper()
	if server, ok := w.servers[scenario]; ok {
		return server.URL
	}
	options := app.Options{
		Database: database.Options{Path: buildScenario(t, w.owner.TempDir())},
		Version:  "golden", AssetVersion: "golden", Run: "golden", Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return clock },
		// The costs of the scenario are far below the budgets.
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
	case crowded, complete, states, found:
		options.Database.Path = buildScenario(t, w.owner.TempDir(), scenario+".sql")
	case unindexed:
		change(t, options.Database.Path, "DROP TRIGGER part_fts_deleted; DROP TRIGGER part_fts_changed; DROP TABLE part_fts")
		options.Database.ReadOnly = true
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
	w.apps[scenario], w.servers[scenario] = service, server
	if scenario == locked || scenario == held {
		w.send(t, scenario, http.MethodGet, "/api/initial-stats") // waits for the summary, which would else be filled with what the server must not see
		w.owner.Cleanup(lock(t, service.DB))
	}
	return server.URL
}

// buildScenario creates a database from fixtures/http/scenario.sql, and more scripts beside it, in a folder.
func buildScenario(t *testing.T, folder string, more ...string) string {
	t.Helper()
	var script []byte
	for _, name := range append([]string{"scenario.sql"}, more...) {
		part, err := os.ReadFile(filepath.Join(fixtures, name))
		if err != nil {
			t.Fatal(err)
		}
		script = append(script, part...)
	}
	path := filepath.Join(folder, "scenario.db")
	err := database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, string(script))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	indexTexts(t, path)
	return path
}

// indexTexts indexes the texts of a database, as a server does in the background.
func indexTexts(t *testing.T, path string) {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: path, PollOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	index := textindex.New(db)
	for {
		looked, err := index.Fill(t.Context(), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if looked == 0 {
			break
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, path, "PRAGMA journal_mode = DELETE") // as the file was made: what keeps it locked then locks readers too
}

// change runs statements in a database that nothing has open.
func change(t *testing.T, path, statements string) {
	t.Helper()
	file, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// lock commits a change, waits until the server notices it, and then locks the file until release is called, so that the server cannot
// read what has changed.
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
		time.Sleep(time.Millisecond) // until the watcher has polled
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
