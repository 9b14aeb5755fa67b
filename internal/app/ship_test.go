package app_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// laptop is a machine that sends transcripts to a server elsewhere.
type laptop struct {
	home, tokens string
	content      ingest.Content
}

// newLaptop returns a machine with the token of the team's server.
func newLaptop(t *testing.T) laptop {
	t.Helper()
	l := laptop{home: t.TempDir()}
	l.tokens = filepath.Join(l.home, "token")
	if err := os.WriteFile(l.tokens, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return l
}

// send sends the transcripts in a folder.
func (l laptop) send(t *testing.T, folder, server string) (summary importer.Summary, err error) {
	t.Helper()
	o := app.Import{
		Paths: []string{folder}, Getenv: func(string) string { return "" },
		Done: func(done importer.Summary) error { summary = done; return nil },
	}
	err = app.RunShip(t.Context(), o, app.Destination{Server: server, TokenFile: l.tokens, Content: l.content},
		app.Environment{Folder: l.home, Home: l.home, TempDir: l.home, Stdout: io.Discard, Stderr: io.Discard})
	return summary, err
}

// withTranscripts returns a session whose transcripts are imported on the machine of its server.
func withTranscripts(t *testing.T) *reportedSession {
	t.Helper()
	s := newReportedSession(t, reportedClaude(), aWhileAgo())
	s.transcripts()
	return s
}

func withToken(s *config.Serve) { s.Token = "secret" }

// TestAServerStoresOfOtherMachinesWhatItStoresOfItsOwn compares all rows.
func TestAServerStoresOfOtherMachinesWhatItStoresOfItsOwn(t *testing.T) {
	local := withTranscripts(t)
	defer local.server.end(t)
	team := &reportedSession{reportedAgent: reportedClaude(), t: t, server: start(t, withToken), began: local.began}
	team.db = filepath.Join(team.server.folder, ".htmlgraph", "htmlgraph.db")
	defer team.server.end(t)
	l := newLaptop(t)
	summary, err := l.send(t, local.transcriptFolder(), team.server.base)
	if err != nil || summary.Events.Created == 0 {
		t.Fatalf("%+v %v", summary, err)
	}
	if got, want := team.rows(), local.rows(); got != want {
		t.Error(diffOf(want, got))
	}
	again, err := l.send(t, local.transcriptFolder(), team.server.base)
	if err != nil || again.Unchanged != again.Files || again.Events.All() != 0 {
		t.Errorf("once more: %+v %v", again, err)
	}
	if other, err := newLaptop(t).send(t, local.transcriptFolder(), team.server.base); err != nil || other.Events.Created != 0 || other.Events.Unchanged == 0 {
		t.Errorf("another machine with the same files: %+v %v", other, err)
	}
}

// TestWhatMetadataLeavesOutNeverLeavesTheMachine looks for the texts of the session in what is stored.
func TestWhatMetadataLeavesOutNeverLeavesTheMachine(t *testing.T) {
	local := withTranscripts(t)
	defer local.server.end(t)
	for _, on := range []string{"the laptop", "the server"} {
		t.Run("on "+on, func(t *testing.T) {
			l := newLaptop(t)
			if on == "the laptop" {
				l.content = ingest.ContentMetadata
			}
			team := start(t, func(s *config.Serve) {
				withToken(s)
				if on == "the server" {
					s.Content = string(ingest.ContentMetadata)
				}
			})
			if summary, err := l.send(t, local.transcriptFolder(), team.base); err != nil || summary.Events.Created == 0 {
				t.Errorf("%+v %v", summary, err)
			}
			team.end(t)
			expectMetadata(t, local, filepath.Join(team.folder, ".htmlgraph", "htmlgraph.db"))
		})
	}
}

// expectMetadata expects that a database has what happened in a session, and nothing of what was said.
func expectMetadata(t *testing.T, local *reportedSession, file string) {
	t.Helper()
	for query, want := range map[string]string{
		"SELECT count(*) FROM agent_events WHERE coalesce(input_summary, '') || coalesce(output_summary, '') <> ''": "0",
		"SELECT count(*) FROM parts WHERE text <> '' OR data IS NOT NULL":                                           "0",
		"SELECT count(*) FROM tool_traces WHERE coalesce(tool_output, '') NOT IN ('', 'null')":                      "0",
		"SELECT count(*) FROM tool_traces WHERE coalesce(tool_input, '') NOT IN ('', 'null')":                       "0",
		"SELECT count(*) FROM sessions WHERE metadata LIKE '%title%'":                                               "0",
		"SELECT count(*) > 0 FROM parts WHERE meta LIKE '{\"omitted_bytes\":%'":                                     "1",
		"SELECT count(*) > 5 FROM agent_events WHERE tool_name IN ('Bash', 'Task', 'Grep', 'Read')":                 "1",
		"SELECT sum(total_tokens) > 0 FROM ingest_usages":                                                           "1",
	} {
		if got := strings.Trim(queryFile(t, file, query), " |\n"); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	stored, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"Fix the build", "Run the tests", "Never mind, commit it"} {
		if !strings.Contains(local.query("SELECT input_summary FROM agent_events"), said) {
			t.Fatalf("nobody said %q", said)
		}
		if strings.Contains(string(stored), said) {
			t.Errorf("%q is in the database of the server", said)
		}
	}
}

// TestHooksWaitForNobodyAndAreSentLater has hooks leave their payloads for a server, and sends them.
func TestHooksWaitForNobodyAndAreSentLater(t *testing.T) {
	local := newReportedSession(t, reportedClaude(), aWhileAgo())
	defer local.server.end(t)
	local.hooks(nil)
	team := &reportedSession{reportedAgent: reportedClaude(), t: t, server: start(t, withToken), began: local.began}
	team.db = filepath.Join(team.server.folder, ".htmlgraph", "htmlgraph.db")
	defer team.server.end(t)
	l := newLaptop(t)
	none := func(string) string { return "" }
	state := hookclient.StateFolder(l.home, none)
	sentFrom := &reportedSession{reportedAgent: reportedClaude(), t: t, server: team.server, began: local.began, outbox: state}
	sentFrom.hooks(nil)
	if waiting, err := hookclient.NewOutbox(state).List(); err != nil || len(waiting.Waiting) < 20 {
		t.Fatalf("%d payloads wait, %v", len(waiting.Waiting), err)
	}
	if _, err := l.send(t, t.TempDir(), team.server.base); err != nil {
		t.Fatal(err)
	}
	if waiting, err := hookclient.NewOutbox(state).List(); err != nil || len(waiting.Waiting)+len(waiting.Refused) != 0 {
		t.Errorf("%+v are left, %v", waiting, err)
	}
	if got, want := team.rows(), local.rows(); got != want {
		t.Error(diffOf(want, got))
	}
}

// TestNothingIsLostWhereConnectionsBreak lets a proxy answer every second request itself: before it reaches the server, or after it was stored.
func TestNothingIsLostWhereConnectionsBreak(t *testing.T) {
	local := withTranscripts(t)
	defer local.server.end(t)
	team := &reportedSession{reportedAgent: reportedClaude(), t: t, server: start(t, withToken), began: local.began}
	team.db = filepath.Join(team.server.folder, ".htmlgraph", "htmlgraph.db")
	defer team.server.end(t)
	target, _ := url.Parse(team.server.base)
	forward := httputil.NewSingleHostReverseProxy(target)
	var requests atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = target.Host
		switch requests.Add(1) % 4 {
		case 1:
			w.WriteHeader(http.StatusBadGateway)
		case 3:
			forward.ServeHTTP(httptest.NewRecorder(), r)
			conn, _, _ := http.NewResponseController(w).Hijack()
			conn.Close()
		default:
			forward.ServeHTTP(w, r)
		}
	}))
	defer proxy.Close()
	for range 2 {
		if _, err := newLaptop(t).send(t, local.transcriptFolder(), proxy.URL); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := team.rows(), local.rows(); got != want {
		t.Error(diffOf(want, got))
	}
	if n := requests.Load(); n < 4 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAnAddressThatWouldGiveTheTokenAwayIsRefused(t *testing.T) {
	l := newLaptop(t)
	for address, want := range map[string]string{
		"http://htmlgraph.example.org": "use https", "htmlgraph.example.org": "is not the address", "ftp://127.0.0.1/": "use https",
		"https://user@example.org/": "is not the address", "https://example.org/?x=1": "is not the address",
	} {
		if _, err := l.send(t, l.home, address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
}

func TestATokenThatTheServerDoesNotKnowIsReportedAtOnce(t *testing.T) {
	local := withTranscripts(t)
	defer local.server.end(t)
	team := start(t, func(s *config.Serve) { s.Token = "another" })
	defer team.end(t)
	_, err := newLaptop(t).send(t, local.transcriptFolder(), team.base)
	if err == nil || errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "does not know the token") {
		t.Errorf("it ended with %v", err)
	}
}
