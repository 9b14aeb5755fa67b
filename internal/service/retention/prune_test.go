package retention_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/prune"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// seen counts all events and requests, stored or rolled up.
const seen = `SELECT 'events ' || ((SELECT count(*) FROM agent_events) + (SELECT coalesce(sum(events), 0) FROM daily_rollups)) ||
	' errors ' || ((SELECT count(*) FROM agent_events WHERE status IN ('error', 'failed', 'cancelled', 'timeout')) + (SELECT coalesce(sum(errors), 0) FROM daily_rollups)) ||
	' tokens ' || ((SELECT coalesce(sum(cost_tokens), 0) FROM agent_events) + (SELECT coalesce(sum(event_tokens), 0) FROM daily_rollups)) ||
	' input ' || ((SELECT coalesce(sum(input_tokens), 0) FROM cost_events) + (SELECT coalesce(sum(input_tokens), 0) FROM daily_rollups))`

func TestAnInterruptedPruneLosesAndDuplicatesNothing(t *testing.T) {
	db := newSample(t, 4000)
	half := middle(t, db)
	before, costs := lines(t, db, seen), divide(t, db, model.CostByModel, "", "")
	check := func(when string) {
		t.Helper()
		if after := lines(t, db, seen); after != before {
			t.Errorf("%s: %s, not %s", when, after, before)
		}
		if diff := cmp.Diff(costs, divide(t, db, model.CostByModel, "", "")); diff != "" {
			t.Errorf("%s, costs (-before +after):\n%s", when, diff)
		}
	}
	kills := 0
	for rests := 1; ; rests++ {
		_, err := runPrune(t, db, half, &clock{rests: rests})
		check("after a prune")
		if err == nil {
			break
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		kills++
	}
	if left := lines(t, db, "SELECT count(*) FROM agent_events WHERE timestamp < '"+half+"'"); left != "0" || kills < 3 {
		t.Errorf("%s old events are left after %d kills", left, kills)
	}
	report, err := runPrune(t, db, half, &clock{rests: -1})
	for _, kind := range report.Kinds {
		if err != nil || kind.Rows != 0 {
			t.Errorf("another prune deletes %v, %v", kind, err)
		}
	}
	check("after another prune")
}

// rows are old before the first of February.
const rows = `
	INSERT INTO sessions (session_id, agent_assigned, status, created_at, completed_at, parent_session_id) VALUES
		('gone', 'a', 'completed', '2026-01-01 10:00:00', '2026-01-02T10:00:00Z', NULL),
		('silent', 'a', 'active', '2026-01-05T10:00:00.5', NULL, NULL),
		('empty', 'a', 'completed', '2026-01-05 10:00:00', NULL, 'silent'),
		('open', 'a', 'active', '2026-01-01 10:00:00', NULL, NULL),
		('parent', 'a', 'completed', '2026-01-01 10:00:00', NULL, NULL),
		('child', 'a', 'completed', '2026-02-02 10:00:00', NULL, 'parent'),
		('traced', 'a', 'completed', '2026-01-01 10:00:00', NULL, NULL),
		('asked', 'a', 'active', '2026-01-01 10:00:00', NULL, NULL),
		('ended late', 'a', 'completed', '2026-01-01 10:00:00', '2026-02-01 00:00:00', NULL),
		('undated', 'a', 'completed', 'long ago', NULL, NULL);
	UPDATE sessions SET last_user_query_at = '2026-02-05 10:00:00' WHERE session_id = 'asked';
	INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp) VALUES
		('spaced', 'a', 'start', 'gone', '2026-01-12 13:52:08'), ('iso', 'a', 'start', 'silent', '2026-01-31T23:59:59.999999'),
		('suffixed', 'a', 'start', 'open', '2026-01-31T23:59:59.999999+00:00'), ('zulu', 'a', 'start', 'open', '2025-12-31T00:00:00Z'),
		('midnight', 'a', 'start', 'open', '2026-02-01 00:00:00'), ('new', 'a', 'start', 'child', '2026-02-01T00:00:00Z'),
		('never', 'a', 'start', 'open', ''), ('words', 'a', 'start', 'open', '1st of May'), ('no day', 'a', 'start', 'open', '2026-01-32 10:00:00'),
		('number', 'a', 'start', 'open', 1767225600), ('future', 'a', 'start', 'open', '2999-01-01 00:00:00');
	INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp) VALUES (NULL, 'a', 'start', 'gone', '2026-01-12 13:52:08');
	INSERT INTO cost_events (event_id, session_id, timestamp, total_tokens) VALUES ('old request', 'gone', '2026-01-12 13:52:08', 5), ('new request', 'open', '2026-02-12 13:52:08', 5);
	INSERT INTO tool_traces (tool_use_id, trace_id, session_id, tool_name, start_time) VALUES ('old call', 't', 'gone', 'Bash', '2026-01-12 13:52:08'), ('new call', 't', 'traced', 'Bash', '2026-02-12T13:52:08');
	INSERT INTO live_events (event_type, event_data, created_at) VALUES ('old', '{}', '2026-01-12 13:52:08'), ('new', '{}', '2026-02-12 13:52:08');
	INSERT INTO ingest_usages SELECT event_id, session_id, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 5, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL FROM cost_events;
	INSERT INTO ingest_subagents VALUES ('spaced', 'gone', 'sub'), ('new', 'open', 'sub');
	INSERT INTO ingest_aliases VALUES ('1', 'iso', '', '', 0, '', '', '', ''), ('2', 'old request', '', '', 0, '', '', '', ''), ('3', 'new', '', '', 0, '', '', '', '');
	INSERT INTO ingest_sessions VALUES ('silent', ''), ('open', '');
	INSERT INTO ingest_witnesses VALUES ('spaced'), ('new');
	INSERT INTO withdrawn_sessions VALUES ('silent', 'claude-code 1'), ('open', 'claude-code 1');
	INSERT INTO import_states VALUES ('/s.jsonl', 'claude-code', 1, 1, 1, 1, 1, '', NULL, 1, '', '', 1, '', '');
	INSERT INTO archived_transcripts VALUES (1, '/old.jsonl', 's', '', 0, '', 0, 0, '2026-01-12T13:52:08', NULL), (2, '/new.jsonl', 's', '', 0, '', 0, 0, '2026-02-12T13:52:08', NULL);
	INSERT INTO archived_parts VALUES (1, 0, 1, 3, x'00'), (2, 0, 1, 3, x'00');
	INSERT INTO messages VALUES ('old message', 'gone', '', '2026-01-12T13:52:08.000000', 0, 'user', 'prompt', NULL, NULL, NULL, 'hook', 1, 1),
		('new message', 'open', '', '2026-02-12T13:52:08.000000', 0, 'user', 'prompt', NULL, NULL, NULL, 'hook', 1, 1);
	INSERT INTO blobs VALUES ('old blob', 'image/png', 1, 'x'), ('blob of both', 'image/png', 1, 'x');
	INSERT INTO parts (message_id, section, number, type, source, cut, bytes, digest, blob) VALUES ('old message', 'body', 0, 'blob', 'hook', 0, 0, 0, 'old blob'),
		('old message', 'body', 1, 'blob', 'hook', 0, 0, 0, 'blob of both'), ('new message', 'body', 0, 'blob', 'hook', 0, 0, 0, 'blob of both');
	INSERT INTO ingest_aliases VALUES ('say-1', 'old message', '', '', 0, '', '', '', ''), ('say-2', 'new message', '', '', 0, '', '', '', '');
	INSERT INTO features (id, type, title, created_at) VALUES ('feature', 'feature', 'Old', '2020-01-01 00:00:00');
	INSERT INTO tracks (id, title, created_at) VALUES ('track', 'Old', '2020-01-01 00:00:00');
	INSERT INTO agent_presence (agent_id, last_activity) VALUES ('presence', '2020-01-01 00:00:00');`

// left returns the ids of all rows that a prune may delete.
const left = `SELECT event_id FROM agent_events UNION ALL SELECT event_id FROM cost_events UNION ALL SELECT tool_use_id FROM tool_traces
	UNION ALL SELECT event_type FROM live_events UNION ALL SELECT 'session ' || session_id FROM sessions UNION ALL SELECT 'usage of ' || cost_id FROM ingest_usages
	UNION ALL SELECT 'link of ' || event_id FROM ingest_subagents UNION ALL SELECT 'alias of ' || row_id FROM ingest_aliases UNION ALL SELECT path FROM import_states UNION ALL SELECT 'last event of ' || session_id FROM ingest_sessions
	UNION ALL SELECT message_id FROM messages UNION ALL SELECT 'blob part of ' || message_id FROM parts UNION ALL SELECT sha256 FROM blobs
	UNION ALL SELECT 'witness of ' || event_id FROM ingest_witnesses UNION ALL SELECT 'withdrawn ' || session_id FROM withdrawn_sessions
	UNION ALL SELECT path FROM archived_transcripts UNION ALL SELECT 'part of ' || transcript_id FROM archived_parts UNION ALL SELECT id FROM features UNION ALL SELECT id FROM tracks UNION ALL SELECT agent_id FROM agent_presence ORDER BY 1`

const wantLeft = `/new.jsonl
/s.jsonl
alias of new
alias of new message
blob of both
blob part of new message
feature
future
last event of open
link of new
midnight
never
new
new
new call
new message
new request
no day
number
part of 2
presence
session asked
session child
session ended late
session open
session parent
session traced
session undated
track
usage of new request
withdrawn open
witness of new
words`

func TestAPruneDeletesOnlyOldRows(t *testing.T) {
	db := testkit.OpenDatabase(t, rows)
	plan, err := retention.New(prune.New(db), db, &clock{}).Plan(t.Context(), "2026-02-01")
	if err != nil {
		t.Fatal(err)
	}
	report, err := runPrune(t, db, "2026-02-01", &clock{rests: -1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantLeft, lines(t, db, left)); diff != "" {
		t.Errorf("what is left (-want +got):\n%s", diff)
	}
	for i, kind := range report.Kinds {
		if kind.Rows != plan.Kinds[i].Old {
			t.Errorf("%d %s were deleted, %d were to be", kind.Rows, kind.Kind, plan.Kinds[i].Old)
		}
	}
	if plan.Undated() != 5 || plan.Rows() != 13 {
		t.Errorf("%d rows without a day, want 5; %d rows, want 13", plan.Undated(), plan.Rows())
	}
}

// fullText creates a full-text table as other programs do. It refers to the rows of agent_events by their rowid.
const fullText = `
	CREATE VIRTUAL TABLE events_fts USING fts5(event_id UNINDEXED, input_summary, content='agent_events', content_rowid='rowid');
	CREATE TRIGGER events_fts_insert AFTER INSERT ON agent_events BEGIN
		INSERT INTO events_fts (rowid, event_id, input_summary) VALUES (new.rowid, new.event_id, new.input_summary); END;
	CREATE TRIGGER events_fts_delete AFTER DELETE ON agent_events BEGIN
		INSERT INTO events_fts (events_fts, rowid, event_id, input_summary) VALUES ('delete', old.rowid, old.event_id, old.input_summary); END;
	INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, input_summary) VALUES
		('old', 'a', 'start', 's', '2026-01-12 13:52:08', 'tests'), ('new', 'a', 'start', 's', '2026-02-12 13:52:08', 'tests');`

func TestFullTextTablesOfOtherProgramsSurviveAPruneAndAVacuum(t *testing.T) {
	db := testkit.OpenDatabase(t, fullText)
	service := retention.New(prune.New(db), db, &clock{rests: -1})
	report, err := service.Prune(t.Context(), retention.Options{Before: "2026-02-01", Vacuum: true, Progress: func(int64) {}})
	if err != nil || report.Kinds[2].Rows != 1 {
		t.Fatal(report, err)
	}
	if found := lines(t, db, "SELECT event_id FROM events_fts WHERE events_fts MATCH 'tests'"); found != "new" {
		t.Errorf("the full text finds %q", found)
	}
	testkit.Execute(t, db, "INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")
}

func TestCutoff(t *testing.T) {
	for text, want := range map[string]string{
		"90d": "2025-12-18", "1d": "2026-03-17", "12w": "2025-12-24", "2026-01-31": "2026-01-31", "2026-03-18": "2026-03-18",
		"": "", "0d": "", "-3d": "", "90": "", "d": "", "3m": "", "2026-03-19": "", "2026-02-30": "", "yesterday": "", "999999999999d": "",
	} {
		got, err := retention.Cutoff(text, time.Date(2026, 3, 18, 23, 59, 0, 0, time.UTC))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
}

// TestATimeThatOnlyLooksLikeOneOfADay checks that such a row does not block the prune of later days.
func TestATimeThatOnlyLooksLikeOneOfADay(t *testing.T) {
	db := testkit.OpenDatabase(t, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp) VALUES
		('odd', 'a', 'tool_call', 's', '2026-01-01é'), ('same', 'a', 'tool_call', 's', '2026-01-01 10:00:00'), ('later', 'a', 'tool_call', 's', '2026-01-02 10:00:00');`)
	report, err := retention.New(prune.New(db), db, &clock{}).Prune(t.Context(), retention.Options{Before: "2026-02-01", Progress: func(int64) {}})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range report.Kinds {
		if kind.Kind == model.PruneEvents && kind.Rows != 2 {
			t.Errorf("%d events went", kind.Rows)
		}
	}
}
