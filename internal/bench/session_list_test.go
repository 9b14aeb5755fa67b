package bench

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// listedCount is the number of sessions of the sample of the list of sessions.
const listedCount = 15_000

// listedSessions inserts sessions over two years, every tenth below another one, with ten events and two requests each. They are short: the list reads
// none of their texts but the first prompts.
const listedSessions = `
WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < :sessions)
INSERT INTO sessions (session_id, agent_assigned, parent_session_id, created_at, status, metadata, last_user_query)
SELECT 's-' || n, CASE n % 3 WHEN 0 THEN 'codex' ELSE 'claude-code' END, CASE WHEN n % 10 = 0 THEN 's-' || (n - 1) END,
    strftime('%Y-%m-%dT%H:%M:%S', '2024-03-18', '+' || (n * 70) || ' minutes'), CASE n % 50 WHEN 0 THEN 'failed' ELSE 'completed' END,
    '{"cwd": "/home/dev/project-' || (n % 40) || '", "gitBranch": "main", "entrypoint": "' || CASE n % 7 WHEN 0 THEN 'sdk-cli' ELSE 'cli' END || '"}', 'Go on'
FROM numbered;
WITH RECURSIVE numbered(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbered WHERE n < 9)
INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary, status, model)
SELECT session_id || '-' || n, agent_assigned, 'tool_call', session_id, strftime('%Y-%m-%dT%H:%M:%S', created_at, '+' || n || ' minutes'),
    CASE n WHEN 0 THEN 'UserQuery' WHEN 3 THEN 'Edit' ELSE 'Bash' END, 'Make number ' || n || ' of ' || session_id || ' faster', 'completed', 'claude-opus-4-1'
FROM sessions, numbered;
WITH RECURSIVE numbered(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbered WHERE n < 1)
INSERT INTO cost_events (event_id, agent_id, session_id, timestamp, model, input_tokens, output_tokens, total_tokens, cost_usd)
SELECT session_id || '-' || n, agent_assigned, session_id, created_at, 'claude-opus-4-1', 100, 50, 150, 0.01 FROM sessions, numbered;`

// manyListed returns the path of a database with many sessions. It is created on first use.
func manyListed(b *testing.B) string {
	b.Helper()
	path := filepath.Join(folder, "sessions.db")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	err := database.Build(b.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, listedSessions, sql.Named("sessions", listedCount))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkSessionList measures pages of the list of 15,000 sessions. After a commit, what changed is read and all is joined again; of two requests
// without a commit between them, the second finds it joined.
func BenchmarkSessionList(b *testing.B) {
	o := options(manyListed(b))
	o.Cache = app.CacheOff
	service := openService(b, o)
	site := newSite(b, service.Server)
	for name, target := range map[string]string{
		"recent": "/api/session-list", "by-cost": "/api/session-list?sort=cost", "words": "/api/session-list?q=faster+-codex", "fields": "/api/session-list?q=agent:codex+on:2025-06-01",
		"last-page": "/api/session-list?sort=started&limit=200", "page": "/views/sessions", "usage-30d": "/api/analytics/usage?from=2025-01-01&to=2025-01-30", "usage-all": "/api/analytics/usage?from=all",
		"usage-all-by-project": "/api/analytics/usage?from=all&stack=project&tz=Europe/Berlin",
	} {
		b.Run("unchanged/"+name, func(b *testing.B) { site.measure(b, target) })
		b.Run("after-a-commit/"+name, func(b *testing.B) {
			for n := range b.N {
				b.StopTimer()
				if _, err := database.Exec(b.Context(), service.DB, "UPDATE sessions SET last_user_query = ? WHERE session_id = 's-15000'", n); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				site.get(b, target)
			}
		})
	}
}
