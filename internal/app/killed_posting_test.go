package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Parameters of the test that kills a server while clients post.
const (
	posters      = 4
	answersFirst = 25 // responses in a round before the server is killed
	crashRounds  = 5
)

// TestKillingTheServerLosesNoConfirmedEvent kills the server with SIGKILL while clients post events. Each confirmed event must be
// stored afterwards, and the file must be intact. HTMLGRAPH_CRASH_ROUNDS is the number of rounds, 5 by default.
func TestKillingTheServerLosesNoConfirmedEvent(t *testing.T) {
	rounds := crashRounds
	if setting := os.Getenv("HTMLGRAPH_CRASH_ROUNDS"); setting != "" {
		var err error
		if rounds, err = strconv.Atoi(setting); err != nil {
			t.Fatalf("HTMLGRAPH_CRASH_ROUNDS: %v", err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rounds)*deadline)
	defer cancel()
	server := newProcess(t, filepath.Join(t.TempDir(), "posted.db"))
	p := &posting{answered: map[string]bool{}}
	p.progress.L = &p.mu
	for round := range rounds {
		server.start(t)
		p.round(ctx, t, server, round)
		p.check(t, server.db)
	}
	server.start(t)
	server.end(t)
	p.check(t, server.db)
}

// posting is what the server has confirmed to the clients.
type posting struct {
	mu       sync.Mutex
	progress sync.Cond
	// answered are the ids of confirmed events.
	answered map[string]bool
	// enough is the number of responses in a round.
	enough int
}

// round posts from several clients, and kills the server after some responses.
func (p *posting) round(ctx context.Context, t *testing.T, server *process, round int) {
	t.Helper()
	base := server.where()
	p.enough = 0
	var clients sync.WaitGroup
	for client := range posters {
		clients.Go(func() { p.post(ctx, t, base, fmt.Sprintf("%d-%d", round, client)) })
	}
	stop := context.AfterFunc(ctx, func() { p.confirm(nil) })
	defer stop()
	p.mu.Lock()
	for p.enough < posters*answersFirst && ctx.Err() == nil {
		p.progress.Wait()
	}
	p.mu.Unlock()
	if err := server.kill(); err != nil {
		t.Error(err)
	}
	clients.Wait()
	if ctx.Err() != nil {
		t.Fatalf("round %d: %d answers", round, p.enough)
	}
}

func (p *posting) confirm(ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.answered[id] = true
	}
	p.enough++
	p.progress.Broadcast()
}

// post posts lists of events one after another until the server is killed.
func (p *posting) post(ctx context.Context, t *testing.T, base, name string) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for n := 0; ; n++ {
		var list []map[string]any
		var ids []string
		for i := range 1 + n%7 {
			id := fmt.Sprintf("evt-%s-%d-%d", name, n, i)
			ids = append(ids, id)
			list = append(list, map[string]any{"event_id": id, "agent_id": "codex", "event_type": "tool_call", "session_id": "s-" + name, "tool_name": "Read"})
		}
		body, err := json.Marshal(list)
		if err != nil {
			t.Error(err)
			return
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/events", bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			return // the server was killed
		}
		answer, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return
		}
		if response.StatusCode != http.StatusOK || bytes.Count(answer, []byte(`"created"`)) != len(ids) {
			t.Errorf("status %d: %s", response.StatusCode, answer)
			return
		}
		p.confirm(ids)
	}
}

// check looks for the confirmed events in the file.
func (p *posting) check(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity: %s, %v", verdict, err)
	}
	rows, err := db.Query("SELECT event_id FROM agent_events JOIN sessions USING (session_id)")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		stored[id] = true
	}
	for id := range p.answered {
		if !stored[id] {
			t.Errorf("%s was answered and is not there", id)
		}
	}
	if len(p.answered) == 0 || rows.Err() != nil {
		t.Errorf("%d answers, %v", len(p.answered), rows.Err())
	}
}
