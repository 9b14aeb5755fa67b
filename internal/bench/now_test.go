package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// manySessions fills a database with 15,000 sessions over 24 days, each with a prompt, nine calls and a request.
const manySessions = `
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 14999)
INSERT INTO sessions (session_id, agent_assigned, created_at, status, metadata)
SELECT 'many-' || i, 'claude-code', strftime('%Y-%m-%dT%H:%M:%S.000000', julianday('2026-03-18 15:29:00') - i * 24.0 / 15000), 'active', '{"cwd": "/srv/shop"}' FROM n;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9)
INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, input_summary, session_id, status, context)
SELECT session_id || '/' || i, 'claude-code', 'tool_call', strftime('%Y-%m-%dT%H:%M:%S.000000', julianday(created_at) + i / 86400.0),
	CASE i WHEN 0 THEN 'UserQuery' ELSE 'Bash' END, 'make', session_id, CASE i WHEN 9 THEN 'started' ELSE 'completed' END, '{"permission_mode": "default"}'
FROM sessions, n WHERE session_id LIKE 'many-%';
INSERT INTO cost_events (event_id, session_id, timestamp, model, total_tokens, cost_usd)
SELECT session_id, session_id, created_at, 'm', 1000, 0.01 FROM sessions WHERE session_id LIKE 'many-%';`

// BenchmarkNow asks what sessions do now where there are 15,000, without the response cache: while nothing is stored, after each commit, and for
// the first time.
func BenchmarkNow(b *testing.B) {
	path := filepath.Join(b.TempDir(), "many.db")
	if err := seed.Write(b.Context(), path, seed.Options{Events: 1000, End: now, Number: 1}); err != nil {
		b.Fatal(err)
	}
	o := options(path)
	o.Cache = app.CacheOff
	filling, err := app.New(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	execute(b, filling, manySessions)
	if err := filling.Close(); err != nil {
		b.Fatal(err)
	}
	service := openService(b, o)
	site := newSite(b, service.Server)
	for _, target := range []string{"/api/now", "/views/now"} {
		b.Run("unchanged"+target, func(b *testing.B) {
			for b.Loop() {
				site.get(b, target)
			}
		})
		b.Run("after a commit"+target, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				execute(b, service, fmt.Sprintf("UPDATE agent_events SET output_summary = '%d %s' WHERE event_id = 'many-0/9'", i, time.Now()))
				site.get(b, target)
			}
		})
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			first := newSite(b, openService(b, o).Server)
			b.StartTimer()
			first.get(b, "/api/now")
		}
	})
}

// execute runs statements on the database of a server.
func execute(b *testing.B, service *app.App, script string) {
	b.Helper()
	if err := service.DB.Transaction(b.Context(), func(ctx context.Context, tx *database.Tx) error {
		_, err := tx.ExecContext(ctx, script)
		return err
	}); err != nil {
		b.Fatal(err)
	}
}
