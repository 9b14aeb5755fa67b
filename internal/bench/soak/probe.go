package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	_ "github.com/mattn/go-sqlite3" // the same driver as in the program

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// receivedWithin is the longest time from a commit to its message.
const receivedWithin = 10 * time.Second

// message is what the load reads of a message of a stream.
type message struct {
	Type    string `json:"type"`
	EventID string `json:"event_id"`
	Cursor  string `json:"cursor"`
}

// probe commits single events from this process, as other programs do, and times how long each takes to a client that stays for the whole
// run.
func (l *load) probe(ctx context.Context) error {
	db, err := sql.Open("sqlite3", "file:"+l.target.db+"?_busy_timeout=5000&_synchronous=normal")
	if err != nil {
		return err
	}
	defer db.Close()
	socket, _, err := testkit.Dial(ctx, l.target.base, "/ws/events?cursor=", nil) //nolint:bodyclose // a WebSocket response has no body
	if err != nil {
		return err
	}
	defer socket.Leave()
	received := make(chan probed, 100)
	go listen(ctx, socket, received)
	l.repeat(ctx, timedStream, commitEvery, func(ctx context.Context, n int, _ *rand.Rand) error {
		id := fmt.Sprint(probePrefix, n)
		if _, err := db.ExecContext(ctx, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, input_summary, timestamp)
			VALUES (?, 'codex', 'tool_call', ?, 'Bash', 'go test ./...', ?)`, id, fmt.Sprint("soak-committed-", n/100), l.calendar.stamp(time.Now())); err != nil {
			return err
		}
		committed := time.Now()
		return l.await(ctx, received, id, committed)
	})
	return nil
}

// probePrefix begins the ids of the events that the probe commits.
const probePrefix = "soak-commit-"

// probed is an event of the probe that was received, or the error that ended the stream.
type probed struct {
	id  string
	at  time.Time
	err error
}

// listen passes on the events of the probe until the stream ends.
func listen(ctx context.Context, socket *testkit.Socket, received chan<- probed) {
	for {
		text, err := socket.Wait(ctx)
		if err != nil {
			received <- probed{err: err}
			return
		}
		var m message
		if err := json.Unmarshal(text, &m); err == nil && m.Type == "event" && len(m.EventID) > len(probePrefix) && m.EventID[:len(probePrefix)] == probePrefix {
			received <- probed{id: m.EventID, at: time.Now()}
		}
	}
}

// await waits for an event of the probe.
func (l *load) await(ctx context.Context, received <-chan probed, id string, committed time.Time) error {
	late := time.NewTimer(receivedWithin)
	defer late.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-late.C:
			return errors.New("the message did not come")
		case got := <-received:
			if got.err != nil {
				return got.err
			}
			if got.id == id {
				l.durations.add(timedStream, max(0, got.at.Sub(committed)))
				return nil
			}
		}
	}
}
