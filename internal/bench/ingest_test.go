package bench

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// listLength is the number of events in a list.
const listLength = 500

// list returns the n-th list of events: a prompt and the tool calls below it.
func list(n int) []ingest.Observation {
	observations := make([]ingest.Observation, listLength)
	session := fmt.Sprint("session-", n/10)
	prompt := ingest.PromptID(session, fmt.Sprint(n))
	for i := range observations {
		e := &ingest.Event{
			ID: ingest.ToolID(fmt.Sprint(n, "-", i)), SessionID: session, AgentID: "claude-code", Type: ingest.TypeToolCall, ToolName: "Read",
			At: model.NewInstant(now.Add(time.Duration(n*listLength+i) * time.Millisecond)), Input: "internal/cache/memory.go", Output: "120 lines",
			ParentID: prompt, Model: "claude-opus-4-1", Status: ingest.StatusCompleted,
		}
		if i == 0 {
			e.ID, e.ParentID, e.ToolName, e.Input = prompt, "", model.ToolUserQuery, "Make the cache faster"
		}
		observations[i].Event = e
	}
	return observations
}

const insertEvent = `INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, input_summary, output_summary, session_id, parent_event_id,
	status, model, cost_tokens, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`

// BenchmarkIngest compares lists of 500 events that pass through the writer, checked and redacted, with bare inserts of the same rows
// in one transaction per list. Both start with 10,000 events.
func BenchmarkIngest(b *testing.B) {
	report := func(b *testing.B) {
		b.ReportMetric(float64(b.N*listLength)/b.Elapsed().Seconds(), "events/s")
	}
	b.Run("bare-inserts", func(b *testing.B) {
		bare := sampleFile(b)
		for n := 0; b.Loop(); n++ {
			if err := insertBare(b.Context(), bare, list(n)); err != nil {
				b.Fatal(err)
			}
		}
		report(b)
	})
	for _, kind := range []struct {
		name   string
		redact func(*ingest.Observation)
		known  bool
	}{{"writer", ingest.Redact, false}, {"writer-no-redact", nil, false}, {"writer-known-events", ingest.Redact, true}} {
		b.Run(kind.name, func(b *testing.B) {
			db := sampleDatabase(b)
			store := merge.NewEngine(ingeststore.New(db), ingest.Unpriced{}, time.Now)
			w := ingest.NewWriter(store, ingest.WriterOptions{Redact: kind.redact})
			testkit.Background(b).Go("writer", w.Run)
			for n := 0; b.Loop(); n++ {
				if kind.known {
					n = 0
				}
				if _, err := w.Submit(b.Context(), list(n)); err != nil {
					b.Fatal(err)
				}
			}
			report(b)
		})
	}
}

// BenchmarkPostEvents posts lists of 500 events to the server one after another, and lists of ten events from many clients at once.
func BenchmarkPostEvents(b *testing.B) {
	b.Run("lists-of-500", func(b *testing.B) {
		site := newSite(b, newWritten(b, 10_000).Server)
		for n := 0; b.Loop(); n++ {
			site.post(b, "/api/events", listBody(b, n, listLength))
		}
		b.ReportMetric(float64(b.N*listLength)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("lists-of-10-by-8-clients", func(b *testing.B) {
		const length, clients = 10, 8
		site := newSite(b, newWritten(b, 10_000).Server)
		var lists atomic.Int64
		b.SetParallelism(clients)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				site.post(b, "/api/events", listBody(b, int(lists.Add(1)), length))
			}
		})
		b.ReportMetric(float64(b.N*length)/b.Elapsed().Seconds(), "events/s")
	})
}

// listBody returns the first events of the n-th list as a request body.
func listBody(b *testing.B, n, length int) []byte {
	b.Helper()
	var items []map[string]any
	for _, o := range list(n)[:length] {
		e := o.Event
		items = append(items, map[string]any{
			"event_id": e.ID, "session_id": e.SessionID, "agent_id": e.AgentID, "event_type": e.Type, "tool_name": e.ToolName, "timestamp": e.At,
			"input_summary": e.Input, "output_summary": e.Output, "parent_event_id": e.ParentID, "model": e.Model, "status": e.Status,
		})
	}
	body, err := json.Marshal(items)
	if err != nil {
		b.Fatal(err)
	}
	return body
}

// post sends a body and reads the whole response.
func (s *site) post(b *testing.B, target string, body []byte) {
	response, err := s.client.Post(s.base+target, "application/json", bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", target, response.StatusCode, err)
	}
}

// sampleDatabase creates and opens a new sample.
func sampleDatabase(b *testing.B) *database.DB {
	b.Helper()
	path := filepath.Join(b.TempDir(), "ingest.db")
	if err := seed.Write(b.Context(), path, seed.Options{Events: 10_000, End: now, Number: 1}); err != nil {
		b.Fatal(err)
	}
	db, err := database.Open(b.Context(), database.Options{Path: path})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

func sampleFile(b *testing.B) *sql.DB {
	b.Helper()
	bare, err := sql.Open("sqlite3", "file:"+sampleDatabase(b).Path()+"?_synchronous=normal&_busy_timeout=5000&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	bare.SetMaxOpenConns(1)
	b.Cleanup(func() { bare.Close() })
	return bare
}

func insertBare(ctx context.Context, db *sql.DB, observations []ingest.Observation) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, insertEvent)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, o := range observations {
		e := o.Event
		at := string(e.At)
		if _, err := insert.ExecContext(ctx, e.ID, e.AgentID, e.Type, at, e.ToolName, e.Input, e.Output, e.SessionID, e.ParentID, string(e.Status), e.Model, at, at); err != nil {
			return err
		}
	}
	return tx.Commit()
}
