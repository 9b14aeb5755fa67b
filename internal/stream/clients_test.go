package stream_test

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestClientsAreClosedWhenTheServerStops(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.close()
	}()
	if code, reason := s.Closed(t); code != 1001 || reason == "" {
		t.Errorf("closed with %d %q, want 1001", code, reason)
	}
	<-done
}

// TestAClientThatNeverReadsDoesNotDelayOthers fills the buffers of a client that reads nothing.
func TestAClientThatNeverReadsDoesNotDelayOthers(t *testing.T) {
	w := newScenario(t, nil)
	stuck, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	stuck.(*net.TCPConn).SetReadBuffer(1024)
	stuck.Write([]byte("GET /ws/events?cursor= HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
	if line, err := bufio.NewReaderSize(stuck, 64).ReadString('\n'); err != nil || !strings.Contains(line, "101") {
		t.Fatalf("%q, %v", line, err)
	}
	s := testkit.MustDial(t, w.base, "/ws/events?cursor=", nil)
	text := strings.Repeat("x", 100_000)
	dropped := func() bool {
		_, metrics := w.send(t, http.MethodGet, "/metrics", "")
		return strings.Contains(metrics, "htmlgraph_stream_drops_total 1")
	}
	for i := 0; i%50 != 0 || !dropped(); i++ {
		if i > 2000 {
			t.Fatal("the client that never reads is not closed")
		}
		w.exec(t, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, input_summary) VALUES (?, 'a', 'start', 's', ?, ?)`,
			i, time.Now().UTC().Format("2006-01-02 15:04:05"), text)
		if got := s.Next(t); got["type"] != "event" {
			t.Fatalf("got %v", got["type"])
		}
	}
}

func TestForbiddenClientsAreRefusedBeforeTheUpgrade(t *testing.T) {
	w := newScenario(t, func(o *app.Options) { o.MaxClients = 1; o.AllowOrigins = []string{"https://dash.example.org"} })
	for name, test := range map[string]struct {
		header http.Header
		status int
	}{
		"a foreign page": {http.Header{"Origin": {"https://evil.example"}}, http.StatusForbidden},
		"another port":   {http.Header{"Origin": {"http://127.0.0.1:1"}}, http.StatusForbidden},
		"no origin":      {nil, http.StatusSwitchingProtocols},
		"its own page":   {http.Header{"Origin": {w.base}}, http.StatusSwitchingProtocols},
		"a page by name": {http.Header{"Origin": {"https://dash.example.org"}}, http.StatusSwitchingProtocols},
	} {
		t.Run(name, func(t *testing.T) {
			s, response, err := testkit.Dial(t.Context(), w.base, "/ws/events?cursor=", test.header)
			if err == nil {
				s.Leave()
			}
			if response == nil || response.StatusCode != test.status {
				t.Fatalf("%v, %v; want status %d", response, err, test.status)
			}
			w.waitForNoClients(t)
		})
	}
	w.events(t, "cursor=")
	_, response, err := testkit.Dial(t.Context(), w.base, "/ws/events?cursor=", nil)
	if err == nil || response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
		t.Errorf("one client too many: %v", response)
	}
}

// waitForNoClients waits until no client is connected.
func (w *scenario) waitForNoClients(t *testing.T) {
	t.Helper()
	for {
		if _, metrics := w.send(t, http.MethodGet, "/metrics", ""); strings.Contains(metrics, "htmlgraph_stream_clients 0\n") {
			return
		}
	}
}

func TestARequestWithoutAnUpgradeIsAClientError(t *testing.T) {
	w := newScenario(t, nil)
	if status, _ := w.send(t, http.MethodGet, "/ws/events", ""); status != http.StatusUpgradeRequired {
		t.Errorf("status %d, want 426", status)
	}
	w.waitForNoClients(t)
}

func TestAClientThatSendsTooMuchIsClosed(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	s.Send(t, strings.Repeat("x", 65<<10))
	if code, _ := s.Closed(t); code != 1009 {
		t.Errorf("closed with %d, want 1009", code)
	}
	w.waitForNoClients(t)
}
