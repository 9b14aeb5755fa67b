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

// Parameters of the test that kills a server with stream clients.
const (
	kills       = 2
	streamers   = 4               // for each kind of stream
	beforeAKill = 100             // events that each receives after a start
	whileDown   = 300             // events that are stored while the server is down
	lead        = 200             // the largest lead of the writer over the slowest client
	lastEvent   = "evt-last"      // ends a client
	deadline    = 5 * time.Minute // for the test: it only ends a hang
)

// TestKillingTheServerLosesAndRepeatsNothing kills the server with SIGKILL while another process stores events and clients follow
// them. Each client must receive every event once as new, and in order.
func TestKillingTheServerLosesAndRepeatsNothing(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	server := newProcess(t, filepath.Join(t.TempDir(), "killed.db"))
	server.start(t)
	w := &killing{server: server, seen: make([]int, 2*streamers), resumed: make([]int, 2*streamers)}
	w.progress.L = &w.mu
	context.AfterFunc(ctx, func() { w.setState(func() { w.failed = true }) })
	var clients sync.WaitGroup
	defer clients.Wait()
	defer server.setState("", true)
	for i := range 2 * streamers {
		follow := overWebSocket
		if i%2 == 1 {
			follow = overSSE
		}
		clients.Go(func() {
			if err := w.client(ctx, i, follow); err != nil {
				t.Errorf("client %d: %v", i, err)
				w.setState(func() { w.failed = true })
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

// killing is the state of the test.
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

func (w *killing) setState(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	w.progress.Broadcast()
}

// until waits until a condition holds or the test is over.
func (w *killing) until(so func() bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !so() && !w.failed {
		w.progress.Wait()
	}
}

// play stores events, and kills and restarts the server meanwhile.
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
			w.setState(func() { w.down = true })
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
		w.setState(func() { w.down = false })
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
