package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

// What the test of a server that is killed does.
const (
	kills       = 2
	streamers   = 4                // over each kind of stream
	beforeAKill = 100              // events that each has since the start before
	whileDown   = 300              // events that are stored while no server runs
	lead        = 200              // events that the writer is ahead of the slowest, at most
	lastEvent   = "evt-last"       // tells a client to end
	deadline    = 60 * time.Second // for a test that hangs
)

// TestKillingTheServerLosesNothingAndRepeatsNothing kills the server with SIGKILL while another process stores events and
// clients follow them. What each client got in the end, as new, is every event once and in order.
func TestKillingTheServerLosesNothingAndRepeatsNothing(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	server := newProcess(t, filepath.Join(t.TempDir(), "killed.db"))
	server.start(t)
	w := &killing{server: server, seen: make([]int, 2*streamers), resumed: make([]int, 2*streamers)}
	w.progress.L = &w.mu
	context.AfterFunc(ctx, func() { w.tell(func() { w.failed = true }) })
	var clients sync.WaitGroup
	defer clients.Wait()
	defer server.tell("", true)
	for i := range 2 * streamers {
		follow := overWebSocket
		if i%2 == 1 {
			follow = overSSE
		}
		clients.Go(func() {
			if err := w.client(ctx, i, follow); err != nil {
				t.Errorf("client %d: %v", i, err)
				w.tell(func() { w.failed = true })
			}
		})
	}
	w.until(func() bool { return w.following == 2*streamers })
	w.play(t)
	clients.Wait()
	for i := range w.seen {
		if w.seen[i] != w.stored || w.resumed[i] < kills {
			t.Errorf("client %d has %d of %d events, and resumed %d times", i, w.seen[i], w.stored, w.resumed[i])
		}
	}
	server.end(t)
}

// killing is what happens while the server is killed.
type killing struct {
	server *process
	db     *sql.DB
	stored int

	mu       sync.Mutex
	progress sync.Cond
	// seen is how many events each client has, resumed how often it came back, and following how many began.
	seen, resumed []int
	following     int
	down, failed  bool
}

func (w *killing) tell(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	w.progress.Broadcast()
}

// until waits until something is so, or all is over.
func (w *killing) until(so func() bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !so() && !w.failed {
		w.progress.Wait()
	}
}

// play stores events, and has the server killed and started again meanwhile.
func (w *killing) play(t *testing.T) {
	t.Helper()
	var err error
	if w.db, err = sql.Open("sqlite3", "file:"+w.server.db+"?_busy_timeout=10000&_synchronous=off"); err != nil {
		t.Fatal(err)
	}
	defer w.db.Close()
	for range kills {
		enough := w.stored + beforeAKill
		killed := make(chan error, 1)
		go func() {
			w.until(func() bool { return slices.Min(w.seen) >= enough })
			killed <- w.server.kill()
			w.tell(func() { w.down = true })
		}()
		for !w.over() {
			w.store(t, fmt.Sprintf("evt-%05d", w.stored+1))
			w.until(func() bool { return w.down || w.stored-slices.Min(w.seen) < lead })
		}
		if err := <-killed; err != nil {
			t.Fatal(err)
		}
		for range whileDown {
			w.store(t, fmt.Sprintf("evt-%05d", w.stored+1))
		}
		w.tell(func() { w.down = false })
		w.server.start(t)
	}
	w.until(func() bool { return slices.Min(w.seen) == w.stored })
	w.store(t, lastEvent)
}

func (w *killing) over() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.down || w.failed
}

func (w *killing) store(t *testing.T, id string) {
	t.Helper()
	_, err := w.db.Exec(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp) VALUES (?, 'codex', 'tool_call', 's', 'Read', ?)`,
		id, time.Now().UTC().Format("2006-01-02T15:04:05.000000"))
	if err != nil {
		t.Fatal(err)
	}
	w.stored++
}
