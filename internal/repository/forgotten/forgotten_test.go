package forgotten_test

import (
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// scenario has a session, the session of its subagent and that of the subagent's, and another that continues it. Each table has a row of both.
const scenario = `
INSERT INTO sessions (session_id, agent_assigned, parent_session_id, continued_from) VALUES
	('mine', 'codex', NULL, NULL), ('below', 'codex', 'mine', NULL), ('deep', 'codex', 'below', NULL), ('other', 'codex', NULL, 'mine');
INSERT INTO agent_events (event_id, agent_id, event_type, session_id) VALUES
	('e1', 'codex', 'tool_call', 'mine'), ('e2', 'codex', 'tool_call', 'deep'), ('e3', 'codex', 'tool_call', 'other'), ('e4', 'codex', 'tool_call', 'rowless');
INSERT INTO cost_events (event_id, session_id) VALUES ('c1', 'below'), ('c2', 'other');
INSERT INTO tool_traces (tool_use_id, trace_id, session_id, tool_name, start_time) VALUES ('t1', '', 'mine', 'Bash', ''), ('t2', '', 'other', 'Bash', '');
INSERT INTO live_events (event_type, event_data, session_id) VALUES ('x', '{}', 'mine'), ('x', '{}', 'other');
INSERT INTO agent_collaboration (handoff_id, from_agent, to_agent, session_id) VALUES ('h1', 'a', 'b', 'mine'), ('h2', 'a', 'b', 'other');
INSERT INTO event_log_archive (archive_id, session_id, agent_id, event_date) VALUES ('a1', 'mine', 'a', ''), ('a2', 'other', 'a', '');
INSERT INTO handoff_tracking (handoff_id, from_session_id, to_session_id) VALUES ('k1', 'other', 'mine'), ('k2', 'other', NULL);
INSERT INTO graph_edges (edge_id, from_node_id, from_node_type, to_node_id, to_node_type, relationship_type) VALUES
	('g1', 'mine', 'session', 'f', 'feature', 'x'), ('g2', 'other', 'session', 'f', 'feature', 'x');
INSERT INTO agent_presence (agent_id, session_id) VALUES ('codex', 'mine'), ('claude', 'other');
INSERT INTO archived_transcripts VALUES (1, '/p/mine', 'mine', '', 0, '', 0, 0, '', NULL), (2, '/p/other', 'other', '', 0, '', 0, 0, '', NULL);
INSERT INTO archived_parts VALUES (1, 0, 1, 3, x'00'), (1, 1, 1, 3, x'00'), (2, 0, 1, 3, x'00');
INSERT INTO ingest_reports SELECT event_id, 'otlp', '', NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, NULL, NULL FROM cost_events;
INSERT INTO ingest_sessions VALUES ('mine', ''), ('other', '');
INSERT INTO ingest_subagents VALUES ('e1', 'mine', 's'), ('e3', 'other', 's');
INSERT INTO ingest_aliases VALUES ('x1', 'e1', '', '', 0, '', '', 'Mend it', ''), ('x2', 'c1', '', '', 0, '', '', '', ''), ('x3', 'e3', '', '', 0, '', '', '', '');
INSERT INTO ingest_usages (cost_id, session_id, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens, total_tokens, web_searches)
	VALUES ('c1', 'below', 0, 0, 0, 0, 0, 0, 0, 0), ('c2', 'other', 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO messages VALUES ('m1', 'mine', '', '', 0, '', '', NULL, NULL, NULL, '', 0, 1), ('m3', 'other', '', '', 0, '', '', NULL, NULL, NULL, '', 0, 1);
INSERT INTO blobs VALUES ('b1', '', 1, 'x'), ('b3', '', 1, 'x');
INSERT INTO parts (message_id, section, number, type, source, cut, bytes, digest, blob) VALUES ('m1', '', 0, '', '', 0, 0, 0, 'b1'), ('m1', '', 1, '', '', 0, 0, 0, 'b3'),
	('m3', '', 0, '', '', 0, 0, 0, 'b3');
INSERT INTO ingest_aliases VALUES ('say-1', 'm1', '', '', 0, '', '', '', ''), ('say-3', 'm3', '', '', 0, '', '', '', '');
INSERT INTO import_states (path, format, size, modified_ns, inode, read_offset, head_length, head, carry, finished) VALUES
	('/t/mine.jsonl', '', 0, 0, 0, 0, 0, '', NULL, 0), ('/t/x.jsonl', '', 0, 0, 0, 0, 0, '', '{"Session":"mine"}', 0), ('/t/other.jsonl', '', 0, 0, 0, 0, 0, '', NULL, 0);
`

func count(t *testing.T, db *database.DB, table string) int64 {
	t.Helper()
	n, err := database.Value[int64](t.Context(), db, "SELECT count(*) FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFamilyIsASessionAndAllBelowIt(t *testing.T) {
	r := forgotten.New(testkit.OpenDatabase(t, scenario))
	for session, want := range map[string][]string{"mine": {"mine", "below", "deep"}, "other": {"other"}, "rowless": {"rowless"}, "unknown": nil} {
		if got, err := r.Family(t.Context(), session); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", session, got, err, want)
		}
	}
}

func TestAllRowsOfAFamilyAreDeletedAndNoOthers(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	r := forgotten.New(db)
	family := []string{"mine", "below", "deep"}
	for _, table := range r.Tables() {
		planned, err := r.Count(t.Context(), table, family)
		if err != nil {
			t.Fatal(err)
		}
		deleted := int64(0)
		for n := int64(1); n > 0; deleted += n {
			if n, err = r.Delete(t.Context(), table, family, 1); err != nil {
				t.Fatal(err)
			}
		}
		if left, _ := r.Count(t.Context(), table, family); left != 0 || deleted > planned {
			t.Errorf("%s: %d planned, %d deleted, %d left", table, planned, deleted, left)
		}
	}
	for table, want := range map[string]int64{
		"sessions": 1, "agent_events": 2, "cost_events": 1, "tool_traces": 1, "live_events": 1, "agent_collaboration": 1, "event_log_archive": 1, "handoff_tracking": 1,
		"graph_edges": 1, "agent_presence": 1, "ingest_sessions": 1, "ingest_subagents": 1, "ingest_aliases": 2, "ingest_usages": 1, "import_states": 3, "archived_transcripts": 1, "ingest_reports": 1,
		"archived_parts": 1, "messages": 1, "parts": 1, "blobs": 1,
	} {
		if got := count(t, db, table); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
	if n := count(t, db, "sessions WHERE continued_from IS NOT NULL"); n != 0 {
		t.Error("a session continues one that is gone")
	}
}

func TestForgottenSessionsAreKnownUntilTheyAreReadmitted(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	r := forgotten.New(db)
	for range 2 {
		if err := r.Remember(t.Context(), []string{"mine", "below"}, "2026-03-18T15:30:00"); err != nil {
			t.Fatal(err)
		}
	}
	known, err := r.Forgotten(t.Context(), []string{"mine", "other", "below", ""})
	if err != nil || len(known) != 2 || !known["mine"] || !known["below"] {
		t.Errorf("%v, %v", known, err)
	}
	for _, want := range []bool{true, false} {
		if got, err := r.Readmit(t.Context(), "mine"); got != want || err != nil {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	}
	if known, err := r.Forgotten(t.Context(), []string{"mine"}); err != nil || len(known) != 0 {
		t.Errorf("it is forgotten still: %v, %v", known, err)
	}
	if left := count(t, db, "import_states"); left != 1 {
		t.Errorf("%d files are not read again, want 1", left)
	}
}
