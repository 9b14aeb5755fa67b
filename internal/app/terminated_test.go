package app_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// toEnd is how long a program may take to end after SIGTERM, lastResort what it says where it ends by force.
const (
	toEnd      = 5 * time.Second
	lastResort = "ended before its work was done"
)

// attacker holds connections to a server open.
type attacker struct {
	t    *testing.T
	addr string
}

// hold sends a part of a request, or a request whose response is not read beyond the start that is expected.
func (a attacker) hold(request, response string) {
	a.t.Helper()
	client, err := net.Dial("tcp", a.addr)
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { client.Close() })
	if _, err := io.WriteString(client, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		a.t.Fatal(err)
	}
	got := make([]byte, len(response))
	if _, err := io.ReadFull(client, got); err != nil || string(got) != response {
		a.t.Fatalf("%q: %q, %v", request, got, err)
	}
}

// expecting is the head of a request with a body of 100,000 bytes, for which the server asks once it handles the request.
const expecting = "POST %s HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 100000\nExpect: 100-continue\n\n"

// TestNoServerOutlivesSIGTERM ends a server while clients keep it busy.
func TestNoServerOutlivesSIGTERM(t *testing.T) {
	binary := buildBinary(t)
	// hung accepts connections, and never answers.
	hung, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { hung.Close() })
	for name, test := range map[string]struct {
		flags  []string
		attack func(a attacker, db string)
	}{
		"connections without a request": {nil, func(a attacker, _ string) { a.hold("", "") }},
		"half a header":                 {nil, func(a attacker, _ string) { a.hold("GET / HTTP/1.1\nHo", "") }},
		"a body that does not come":     {nil, func(a attacker, _ string) { a.hold(fmt.Sprintf(expecting, "/api/events"), "HTTP/1.1 100") }},
		"telemetry that does not come":  {nil, func(a attacker, _ string) { a.hold(fmt.Sprintf(expecting, "/v1/logs"), "HTTP/1.1 100") }},
		"an export that nobody reads": {nil, func(a attacker, _ string) {
			a.hold("GET /api/events/export HTTP/1.1\nHost: localhost\n\n", "HTTP/1.1 200")
		}},
		"events that nobody reads": {nil, func(a attacker, _ string) {
			a.hold("GET /api/events/stream HTTP/1.1\nHost: localhost\n\n", "HTTP/1.1 200")
		}},
		"a socket that nobody reads": {nil, func(a attacker, _ string) {
			a.hold("GET /ws/events HTTP/1.1\nHost: localhost\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n"+
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n", "HTTP/1.1 101")
		}},
		"a Redis that does not answer": {[]string{"--cache", "redis://" + hung.Addr().String() + "/0"}, func(a attacker, _ string) {
			a.hold("GET /api/events HTTP/1.1\nHost: localhost\n\n", "")
		}},
		"a database that is locked": {nil, func(a attacker, db string) {
			lock(a.t, db)
			const body = `{"event_id":"e","agent_id":"a","session_id":"s","event_type":"tool_call"}`
			a.hold(fmt.Sprintf("POST /api/events HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: %d\n\n%s", len(body), body), "")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := filepath.Join(t.TempDir(), "h.db")
			if err := seed.Write(t.Context(), db, seed.Options{Events: 20_000, End: time.Now(), Number: 1}); err != nil {
				t.Fatal(err)
			}
			p := newProcessOf(t, binary, db, test.flags...)
			p.start(t)
			a := attacker{t, strings.TrimPrefix(p.base, "http://")}
			for range 4 { // more exports than that are refused
				test.attack(a, db)
			}
			p.setState("", true)
			expectEndOf(t, p.command)
			if said := p.stderr.String(); strings.Contains(said, lastResort) {
				t.Errorf("it said %s", said)
			}
		})
	}
}

// lock begins a transaction in another connection that nobody ends.
func lock(t *testing.T, db string) {
	t.Helper()
	other, err := sql.Open("sqlite3", "file:"+db+"?_txlock=immediate&_busy_timeout=1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	held, err := other.Begin()
	if err != nil && strings.Contains(err.Error(), "locked") {
		return // by an earlier call
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { held.Rollback() }) //nolint:errcheck // nothing was written
}

// lockAll locks a file so that nobody can read it either. The file has no write-ahead log then.
func lockAll(t *testing.T, db string) {
	t.Helper()
	other, err := sql.Open("sqlite3", "file:"+db+"?_txlock=exclusive&_journal_mode=DELETE")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	held, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { held.Rollback() }) //nolint:errcheck // nothing was written
}

// expectEndOf sends SIGTERM and expects that the command ends in time.
func expectEndOf(t *testing.T, command *exec.Cmd) {
	t.Helper()
	began := time.Now()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Error(err)
		}
		t.Logf("it ended after %s with %v", time.Since(began).Round(time.Millisecond), err)
	case <-time.After(toEnd):
		t.Errorf("it still runs after %s", toEnd)
		command.Process.Kill()
		<-ended
	}
}

// TestAnExportThatNobodyReadsEndsWithSIGTERM ends a command that waits for the reader of its output.
func TestAnExportThatNobodyReadsEndsWithSIGTERM(t *testing.T) {
	db := filepath.Join(t.TempDir(), "h.db")
	if err := seed.Write(t.Context(), db, seed.Options{Events: 20_000, End: time.Now(), Number: 1}); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(buildBinary(t), "export", "--db", db)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(out, 16).ReadByte(); err != nil {
		t.Fatal(err)
	}
	expectEndOf(t, command)
}
