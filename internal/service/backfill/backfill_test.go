package backfill_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/repository/messages"
	"github.com/htmlgraph/htmlgraph/internal/service/backfill"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// derived is the id of the event of a call.
var derived = ingest.ToolID("toolu_1")

// earlier are rows of an earlier release and of another program. The last three came since there are messages.
var earlier = `
INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, input_summary, output_summary, session_id, status, model) VALUES
	('a', 'claude-code', 'tool_call', '2026-03-18 12:00:00', 'UserQuery', 'Fix it', NULL, 's', 'completed', NULL),
	('` + derived + `', 'claude-code', 'tool_call', '2026-03-18T12:00:01+00:00', 'Bash', 'ls', 'a.go', 's', 'completed', 'opus'),
	('c', 'claude-code', 'check_point', '2026-03-18T12:00:02', 'Stop', 'stop', NULL, 's', 'recorded', NULL),
	('d', 'claude-code', 'completion', '2026-03-18T12:00:03', 'Message', 'It', 'It works.', 's', 'completed', NULL),
	('e', 'claude-code', 'error', 'some day', 'api', 'x', NULL, 's', 'failed', NULL),
	('f', 'claude-code', 'error', '2026-03-18T12:00:05', 'StopFailure', 'x', NULL, 's', 'failed', NULL),
	('mark-0123456789abcdef01234567', 'claude-code', 'error', '2026-03-18T12:00:06', 'api', 'new', NULL, 's', 'failed', NULL),
	('h', 'python', 'tool_call', '2026-03-18T12:00:07', 'Read', '/a', NULL, 's', 'completed', NULL);
INSERT INTO tool_traces (tool_use_id, trace_id, session_id, tool_name, tool_input, tool_output, start_time, status) VALUES
	('toolu_1', 's', 's', 'Bash', '{"command":"ls"}', 'a.go' || char(10) || 'b.go', '2026-03-18T12:00:01+00:00', 'completed'),
	('toolu_2', 's', 's', 'Bash', '{"command":"rm"}', '', '2026-03-18T12:00:01+00:00', 'completed');
INSERT INTO ingest_subagents (event_id, session_id, subagent) VALUES ('d', 's', 'sub');
INSERT INTO earlier_events (last_row) SELECT max(rowid) - 2 FROM agent_events;
`

// newJob returns a job over a database with a running writer. Its waits end at once; each is counted.
func newJob(t *testing.T, db *database.DB, waits *int) *backfill.Job {
	t.Helper()
	writer := ingest.NewWriter(merge.NewEngine(ingeststore.New(db), ingest.Unpriced{}, time.Now), ingest.WriterOptions{})
	running := background.New(t.Context(), slog.New(slog.DiscardHandler))
	running.Go("writer", writer.Run)
	t.Cleanup(func() { running.Close(context.Background()) }) //nolint:errcheck // it only waits
	sleep := func(ctx context.Context, _ time.Duration) error {
		*waits++
		return ctx.Err()
	}
	return backfill.New(messages.New(db), writer, sleep, slog.New(slog.DiscardHandler))
}

// runOnce lets the job look at all that is there.
func runOnce(t *testing.T, job *backfill.Job) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	changes := make(chan struct{})
	ended := make(chan error, 1)
	go func() { ended <- job.Run(ctx, changes) }()
	changes <- struct{}{} // it is received once the job has caught up
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func said(t *testing.T, db *database.DB) string {
	t.Helper()
	rows, err := database.Select[struct {
		Line string `bun:"line"`
	}](t.Context(), db, `SELECT m.event_id || ' ' || m.timestamp || ' ' || m.kind || ' ' || m.subagent || ' ' || m.source || coalesce(' ' || p.section || ' ' || p.text, '') AS line
		FROM messages AS m LEFT JOIN parts AS p USING (message_id) ORDER BY m.timestamp, p.section`)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, row := range rows {
		lines = append(lines, row.Line)
	}
	return strings.Join(lines, "\n")
}

func TestEventsWithoutAMessageGetOne(t *testing.T) {
	db, waits := testkit.OpenDatabase(t, earlier), 0
	runOnce(t, newJob(t, db, &waits))
	want := "a 2026-03-18T12:00:00.000000 prompt   body Fix it\n" +
		derived + " 2026-03-18T12:00:01.000000 call   call {\"command\":\"ls\"}\n" +
		derived + " 2026-03-18T12:00:01.000000 call   response a.go\nb.go\n" +
		"d 2026-03-18T12:00:03.000000 answer sub  body It works.\n" +
		"h 2026-03-18T12:00:07.000000 call   call /a"
	if got := said(t, db); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	runOnce(t, newJob(t, db, &waits))
	if got := said(t, db); got != want || waits == 0 {
		t.Errorf("a second run gives\n%s", got)
	}
}

// TestWhatASourceReportsTakesThePlaceOfWhatARowSays reports a prompt by a transcript after its message was made of its row.
func TestWhatASourceReportsTakesThePlaceOfWhatARowSays(t *testing.T) {
	db, waits := testkit.OpenDatabase(t, earlier), 0
	runOnce(t, newJob(t, db, &waits))
	engine := merge.NewEngine(ingeststore.New(db), ingest.Unpriced{}, time.Now)
	e := ingest.Event{ID: "a", SessionID: "s", Source: ingest.SourceTranscript, At: "2026-03-18T12:00:00.500000", Message: ingest.Said("prompt", "user", "Fix it, please")}
	if _, err := engine.Store(t.Context(), []ingest.Observation{{Event: &e}}); err != nil {
		t.Fatal(err)
	}
	if got := said(t, db); !strings.HasPrefix(got, "a 2026-03-18T12:00:00.500000 prompt  transcript body Fix it, please\n"+derived) {
		t.Errorf("got\n%s", got)
	}
}

// TestEventsThatComeLaterGetTheirMessageToo stores events as another program while the job runs.
func TestEventsThatComeLaterGetTheirMessageToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	waits := 0
	ctx, cancel := context.WithCancel(t.Context())
	changes, ended := make(chan struct{}), make(chan error, 1)
	job := newJob(t, db, &waits)
	go func() { ended <- job.Run(ctx, changes) }()
	for i := range 3 {
		changes <- struct{}{} // it is received once the job has caught up
		testkit.Execute(t, db, fmt.Sprintf(`INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, input_summary, session_id) VALUES
			('x%d', 'python', 'tool_call', '2026-03-18T12:00:0%d', 'UserQuery', 'go', 's')`, i, i))
	}
	changes <- struct{}{}
	changes <- struct{}{}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if got := said(t, db); strings.Count(got, "\n") != 2 {
		t.Errorf("got\n%s", got)
	}
}
