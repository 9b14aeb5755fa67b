package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/htmlgraph/htmlgraph/internal/bench/transcripts"
)

// Parameters of the posts.
const (
	listLength = 500
	clients    = 64
)

// posts measures POST /api/events with lists of 500 events, and with single events from 64 clients.
func (b *bench) posts(ctx context.Context) error {
	lists, singles := make([][]byte, b.lists), make([][]byte, b.singles)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range lists {
		lists[i] = eventsBody(random, i, listLength)
	}
	for i := range singles {
		singles[i] = eventsBody(random, b.lists+i, 1)
	}
	if !b.lines {
		fmt.Printf("%-44s %12s %12s %9s\n", "POST /api/events, over HTTP, client included", "events/s", "bare rows/s", "of bare")
	}
	for _, kind := range []struct {
		name               string
		bodies             [][]byte
		clients, inOne, of int
	}{
		{"lists of 500, one client", lists, 1, listLength, listLength},
		{"lists of 500, four clients", lists, 4, listLength, listLength},
		{"single events, 64 clients", singles, clients, 1, 1},
	} {
		if err := b.post(ctx, kind.name, kind.bodies, kind.clients, kind.inOne, kind.of); err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
	}
	return nil
}

func (b *bench) post(ctx context.Context, name string, bodies [][]byte, clients, events, perTransaction int) error {
	var posted, bare rate
	for range b.rounds {
		db := b.newPath()
		took, err := b.postAll(ctx, db, bodies, clients)
		if err != nil {
			return err
		}
		if b.lines {
			printLine("Post", name, took)
			continue
		}
		posted.add(float64(len(bodies)*events) / took.Seconds())
		all, count, err := readRows(ctx, db)
		if err != nil {
			return err
		}
		if took, err = b.insertRows(ctx, all, perTransaction); err != nil {
			return err
		}
		bare.add(float64(count) / took.Seconds())
	}
	if b.lines {
		return nil
	}
	fmt.Printf("%-44s %12.0f %12.0f %8.0f%%\n", name, posted.best, bare.best, 100*posted.best/bare.best)
	return nil
}

// rate keeps the best of several rates.
type rate struct{ best float64 }

func (r *rate) add(value float64) { r.best = max(r.best, value) }

// postAll starts a server and posts all bodies to it.
func (b *bench) postAll(ctx context.Context, db string, bodies [][]byte, clients int) (time.Duration, error) {
	address, stop, err := b.serve(ctx, db)
	if err != nil {
		return 0, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	startedAt := time.Now()
	for range clients {
		group.Go(func() error {
			for i := next.Add(1) - 1; i < int64(len(bodies)); i = next.Add(1) - 1 {
				if err := postOne(ctx, client, address, bodies[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = group.Wait()
	took := time.Since(startedAt)
	if err != nil {
		return 0, err
	}
	return took, stop()
}

func postOne(ctx context.Context, client *http.Client, address string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/api/events", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"problem"`))) {
		err = fmt.Errorf("the server returned %d: %.200s", response.StatusCode, answer)
	}
	return err
}

// eventsBody returns the n-th list of events as a request body: a prompt and the tool calls below it.
func eventsBody(random *rand.Rand, n, length int) []byte {
	at := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
	session, prompt := fmt.Sprint("session-", n/10), fmt.Sprintf("uq-%06d", n)
	items := make([]map[string]any, length)
	for i := range items {
		items[i] = map[string]any{
			"event_id": fmt.Sprintf("evt-%08x-%06d-%04d", random.Uint32(), n, i), "session_id": session, "agent_id": "claude-code",
			"event_type": "tool_call", "tool_name": "Read", "timestamp": at.Add(time.Duration(i) * 50 * time.Millisecond).Format("2006-01-02T15:04:05.000000"),
			"input_summary": "internal/cache/memory.go", "output_summary": transcripts.Words(random, 120), "parent_event_id": prompt, "model": "claude-opus-4-5", "status": "completed",
			"execution_duration_seconds": 0.25,
		}
	}
	body, err := json.Marshal(items)
	if err != nil { // cannot happen: the items contain only strings and numbers
		panic(err)
	}
	return body
}
