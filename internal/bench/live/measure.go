package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/pubsub"
)

// Parameters of a measurement.
const (
	singleCommits = 100 // commits of one event each, for the delay
	commitPause   = 50 * time.Millisecond
	maxBurst      = 200     // events in one commit, for the throughput
	burstMessages = 200_000 // the approximate limit of messages in a burst
	// settle is the time in which the work of connecting ends, and a server that has just started calms down.
	settle = 3 * time.Second
	// idle is the time for which the idle server is measured: each client is pinged once.
	idle = pubsub.HeartbeatInterval
)

// measure starts a server and clients, stores events, and prints one line of results.
func measure(ctx context.Context, binary, db string, size int) error {
	server, base, err := startServer(ctx, binary, db)
	if err != nil {
		return err
	}
	before, err := server.memory()
	if err != nil {
		return err
	}
	if size == 0 {
		load, err := idleLoad(server)
		if err != nil {
			return err
		}
		fmt.Printf("%8d %10s %10s %12s %14s %s\n", size, "", "", "", "", load)
		return server.stop()
	}
	clients, err := start(ctx, os.Args[0], "clients", base, strconv.Itoa(size))
	if err != nil {
		return err
	}
	if _, err := clients.line(); err != nil { // all clients are connected
		return err
	}
	after, err := server.memory()
	if err != nil {
		return err
	}
	load, err := idleLoad(server)
	if err != nil {
		return err
	}
	delays, rate, err := write(ctx, db, clients, size)
	if err != nil {
		return err
	}
	fmt.Printf("%8d %10v %10v %12.0f %14.1f %s\n", size, percentile(delays, 50), percentile(delays, 99), rate,
		float64(after-before)/1024/float64(size), load)
	clients.input.Close()
	if err := clients.command.Wait(); err != nil {
		return err
	}
	return server.stop()
}

// load is what a server uses: the share of one core, and context switches per second.
type load struct{ cpu, switches float64 }

func (l load) String() string { return fmt.Sprintf("%9.2f%% %16.1f", 100*l.cpu, l.switches) }

// idleLoad returns what the idle server uses.
func idleLoad(server *process) (load, error) {
	time.Sleep(settle)
	before, err := server.usage()
	if err != nil {
		return load{}, err
	}
	time.Sleep(idle)
	after, err := server.usage()
	return load{
		cpu:      float64(after.cpu-before.cpu) / float64(idle),
		switches: float64(after.switches-before.switches) / idle.Seconds(),
	}, err
}

// write stores events from this process. It returns the delay from each commit to the last client, and the messages per second of a
// burst.
func write(ctx context.Context, path string, clients *process, size int) ([]time.Duration, float64, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=5000&_synchronous=normal")
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	var delays []time.Duration
	for i := range singleCommits {
		committed, err := store(ctx, db, fmt.Sprintf("single-%d-%d", size, i), 1)
		if err != nil {
			return nil, 0, err
		}
		last, err := waitForClients(clients, 1)
		if err != nil {
			return nil, 0, err
		}
		delays = append(delays, last.Sub(committed).Round(10*time.Microsecond))
		time.Sleep(commitPause)
	}
	burst := min(maxBurst, burstMessages/size)
	committed, err := store(ctx, db, fmt.Sprintf("burst-%d", size), burst)
	if err != nil {
		return nil, 0, err
	}
	last, err := waitForClients(clients, burst)
	if err != nil {
		return nil, 0, err
	}
	return delays, float64(burst*size) / last.Sub(committed).Seconds(), nil
}

// store stores n events and returns the time of the commit.
func store(ctx context.Context, db *sql.DB, prefix string, n int) (time.Time, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return time.Time{}, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for i := range n {
		_, err := tx.ExecContext(ctx, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, input_summary, timestamp)
			VALUES (?, 'claude-code', 'tool_call', 'sess-live', 'Bash', 'go test ./...', ?)`,
			fmt.Sprint(prefix, "-", i), time.Now().UTC().Format("2006-01-02T15:04:05.000000"))
		if err != nil {
			return time.Time{}, err
		}
	}
	if err := tx.Commit(); err != nil {
		return time.Time{}, err
	}
	return time.Now(), nil
}

// waitForClients waits until all clients have received n more events, and returns the time of the last one.
func waitForClients(clients *process, n int) (time.Time, error) {
	var last time.Time
	for range n {
		line, err := clients.line()
		if err != nil {
			return last, err
		}
		nanos, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
		if err != nil {
			return last, err
		}
		last = time.Unix(0, nanos)
	}
	return last, nil
}

func percentile(delays []time.Duration, p int) time.Duration {
	slices.Sort(delays)
	return delays[(len(delays)-1)*p/100]
}
