package ingeststore_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var ingestClock = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// fakePrices knows one model, whose every token costs 3 millionths of a dollar.
type fakePrices struct{}

func (fakePrices) Price(u ingest.Usage) (int64, bool, string) {
	return 3 * (u.Input + u.Output), u.Model == "known", "fake"
}

func newIngest(t testing.TB, db *database.DB) *merge.Engine {
	t.Helper()
	return merge.NewEngine(ingeststore.New(db), fakePrices{}, func() time.Time { return ingestClock })
}

func event(e ingest.Event) ingest.Observation {
	if e.SessionID == "" {
		e.SessionID = "s"
	}
	return ingest.Observation{Event: &e}
}

func usage(u ingest.Usage) ingest.Observation {
	u.SessionID = "s"
	return ingest.Observation{Usage: &u}
}

// keep stores observations in one transaction and returns their outcomes.
func keep(t testing.TB, r *merge.Engine, observations ...ingest.Observation) []ingest.Outcome {
	t.Helper()
	results, err := r.Store(context.Background(), observations)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make([]ingest.Outcome, len(results))
	for i, result := range results {
		outcomes[i] = result.Outcome
	}
	return outcomes
}

// dump returns the result of a query, one line for each row.
func dump(t testing.TB, db *database.DB, query string) string {
	t.Helper()
	lines, err := database.SelectFunc(context.Background(), db, func(rows *sql.Rows, line *string) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		var texts []string
		for _, v := range values {
			if !v.Valid {
				v.String = "NULL"
			}
			texts = append(texts, v.String)
		}
		*line = strings.Join(texts, "|")
		return nil
	}, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(lines, "\n")
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func number[T any](value T) *T { return &value }

// everything is a query of all tables in which observations are stored.
const everything = `SELECT event_id, agent_id, event_type, CAST(timestamp AS TEXT), tool_name, input_summary, output_summary, context, session_id, feature_id, parent_event_id,
	subagent_type, cost_tokens, execution_duration_seconds, status, model, claude_task_id FROM agent_events ORDER BY 1`

const allSessions = `SELECT session_id, agent_assigned, CAST(created_at AS TEXT), CAST(completed_at AS TEXT), status, last_user_query, CAST(last_user_query_at AS TEXT),
	metadata, CAST(is_subagent AS INTEGER), transcript_path FROM sessions ORDER BY 1`

const allCosts = `SELECT c.event_id, CAST(timestamp AS TEXT), c.model, c.input_tokens, c.output_tokens, c.total_tokens, cost_usd, cost_micro_usd, cost_source, u.event_id
	FROM cost_events c JOIN ingest_usages u ON u.cost_id = c.event_id ORDER BY 1`

const allTraces = `SELECT tool_use_id, tool_name, tool_input, tool_output, CAST(start_time AS TEXT), CAST(end_time AS TEXT), duration_ms, status, error_message FROM tool_traces ORDER BY 1`

func TestLaterObservationsFillWhatIsMissing(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	first := ingest.Event{
		ID: "e", AgentID: "claude-code", Type: ingest.TypeToolCall, ToolName: "Bash", At: "2026-03-18T10:00:01.000000", Input: "ls",
		Status: ingest.StatusStarted, Context: map[string]json.RawMessage{"a": raw("1")},
	}
	second := ingest.Event{
		ID: "e", AgentID: "other", Type: ingest.TypeToolCall, ToolName: "Shell", At: "2026-03-18T10:00:00.500000", Input: "ls -l", Output: "none",
		Status: ingest.StatusFailed, DurationSeconds: number(1.5), Error: "exit 1", Context: map[string]json.RawMessage{"a": raw("2"), "b": raw(`"x"`)},
	}
	got := keep(t, r, event(first), event(first), event(second))
	if want := []ingest.Outcome{ingest.Created, ingest.Unchanged, ingest.Updated}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
	want := `e|claude-code|tool_call|2026-03-18T10:00:00.500000|Shell|ls -l|none|{"a":1,"b":"x","error":"exit 1"}|s|NULL|NULL|NULL|0|1.5|failed|NULL|NULL`
	if got := dump(t, db, everything); got != want {
		t.Errorf("row\n%s, want\n%s", got, want)
	}
}

// TestKnownObservationsWriteNothing counts the commits of a database that does not watch for those of other processes: it would count its own
// again, at some later time.
func TestKnownObservationsWriteNothing(t *testing.T) {
	path := testkit.OpenDatabase(t, "").Path()
	db, err := database.Open(t.Context(), database.Options{Path: path, SkipChecks: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := newIngest(t, db)
	observations := logicalEvents()
	keep(t, r, observations...)
	before, generation := dump(t, db, everything), db.Generation()
	for i, outcome := range keep(t, r, observations...) {
		if outcome != ingest.Unchanged {
			t.Errorf("observation %d again: %s", i, outcome)
		}
	}
	if got := dump(t, db, everything); got != before {
		t.Errorf("rows\n%s\nwere\n%s", got, before)
	}
	if got := db.Generation(); got != generation {
		t.Errorf("the generation moved from %d to %d", generation, got)
	}
}

// logicalEvents are a prompt, two tools, a delegation and the work of its subagent, as two sources report them.
func logicalEvents() []ingest.Observation {
	at := func(second int) model.Instant {
		return model.NewInstant(ingestClock.Add(time.Duration(second) * time.Second))
	}
	return []ingest.Observation{
		{Session: &ingest.Session{ID: "s", Agent: "claude-code", At: at(0), TranscriptPath: "/t.jsonl"}},
		{Session: &ingest.Session{ID: "s", EndedAt: at(90), Title: "Cache"}},
		event(ingest.Event{ID: "p", AgentID: "claude-code", ToolName: "UserQuery", At: at(2), Input: "Make it fast"}),
		event(ingest.Event{ID: "p", ToolName: "UserQuery", At: at(1), Input: "Make it fast, please", Context: map[string]json.RawMessage{"x": raw("1")}}),
		event(ingest.Event{ID: "t", AgentID: "claude-code", Type: ingest.TypeToolCall, ToolName: "Read", At: at(3), ParentID: "p", Status: ingest.StatusStarted, ToolUseID: "u", ToolInput: raw(`{"a":1}`)}),
		event(ingest.Event{ID: "t", AgentID: "claude-code", ToolName: "Read", At: at(4), ParentID: "p", Status: ingest.StatusCompleted, DurationSeconds: number(1.0), Output: "text", ToolUseID: "u"}),
		event(ingest.Event{ID: "d", AgentID: "claude-code", Type: ingest.TypeTaskDelegation, ToolName: "Agent", At: at(5), ParentID: "p", SubagentType: "Explore", Status: ingest.StatusStarted}),
		event(ingest.Event{ID: "d", Type: ingest.TypeToolCall, ToolName: "Agent", At: at(5), TaskID: "sub", Status: ingest.StatusCompleted}),
		event(ingest.Event{ID: "d2", AgentID: "claude-code", Type: ingest.TypeTaskDelegation, ToolName: "Agent", At: at(8), TaskID: "sub"}),
		event(ingest.Event{ID: "c", AgentID: "Explore", ToolName: "Grep", At: at(6), Subagent: "sub", ParentID: "p"}),
		event(ingest.Event{ID: "c", AgentID: "Explore", ToolName: "Grep", At: at(6), Status: ingest.StatusCompleted}),
		usage(ingest.Usage{ID: "u1", At: at(3), Model: "known", EventID: "p", Input: 1, Output: 1}),
		usage(ingest.Usage{ID: "u1", At: at(4), Model: "known", EventID: "p", Input: 1, Output: 400}),
		usage(ingest.Usage{ID: "u2", At: at(4), Model: "other", EventID: "p", Input: 10}),
		usage(ingest.Usage{ID: "u3", At: at(6), Model: "known", Subagent: "sub", Input: 7, CacheRead: 100}),
		usage(ingest.Usage{ID: "u3", At: at(6), StatedMicroUSD: number(int64(55))}),
	}
}

// TestTheOrderOfSourcesDoesNotMatter stores the same observations in many orders and cuts; the rows are the same. Two
// delegations name one subagent.
func TestTheOrderOfSourcesDoesNotMatter(t *testing.T) {
	observations := logicalEvents()
	tables := []string{everything, allSessions, allCosts, allTraces}
	var want []string
	for round := range 40 {
		random := rand.New(rand.NewPCG(uint64(round), 1))
		db := testkit.OpenDatabase(t, "")
		r := newIngest(t, db)
		order := slices.Clone(observations)
		if round > 0 {
			random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		for len(order) > 0 {
			n := 1 + random.IntN(len(order))
			keep(t, r, order[:n]...)
			order = order[n:]
		}
		var got []string
		for _, table := range tables {
			got = append(got, dump(t, db, table))
		}
		if want == nil {
			want = got
			continue
		}
		for i := range tables {
			if got[i] != want[i] {
				t.Fatalf("order %d gives\n%s\ninstead of\n%s", round, got[i], want[i])
			}
		}
	}
	expected := []string{
		`c|Explore|tool_call|2026-03-18T15:30:06.000000|Grep|NULL|NULL|NULL|s|NULL|d|NULL|0|NULL|completed|NULL|NULL
d|claude-code|task_delegation|2026-03-18T15:30:05.000000|Agent|NULL|NULL|NULL|s|NULL|p|Explore|107|NULL|completed|known|sub
d2|claude-code|task_delegation|2026-03-18T15:30:08.000000|Agent|NULL|NULL|NULL|s|NULL|NULL|NULL|0|NULL|recorded|NULL|sub
p|claude-code|tool_call|2026-03-18T15:30:01.000000|UserQuery|Make it fast, please|NULL|{"x":1}|s|NULL|NULL|NULL|411|NULL|recorded|known|NULL
t|claude-code|tool_call|2026-03-18T15:30:03.000000|Read|NULL|text|NULL|s|NULL|p|NULL|0|1|completed|NULL|NULL`,
		`s|claude-code|2026-03-18T15:30:00.000000|2026-03-18T15:31:30.000000|completed|Make it fast, please|2026-03-18T15:30:01.000000|{"title":"Cache"}|0|/t.jsonl`,
		`u1|2026-03-18T15:30:03.000000|known|1|400|401|0.001203|1203|fake|p
u2|2026-03-18T15:30:04.000000|other|10|0|10|NULL|NULL|NULL|p
u3|2026-03-18T15:30:06.000000|known|7|0|107|5.5e-05|55|stated|d`,
		`u|Read|{"a":1}|text|2026-03-18T15:30:03.000000|2026-03-18T15:30:04.000000|1000|completed|NULL`,
	}
	for i := range expected {
		if want[i] != expected[i] {
			t.Errorf("rows\n%s\nwant\n%s", want[i], expected[i])
		}
	}
}

func TestAStopEndsRunningEvents(t *testing.T) {
	open := func(id, tool, subagent string, at model.Instant) ingest.Observation {
		e := ingest.Event{ID: ingest.ToolID(id), ToolUseID: id, ToolName: tool, At: at, Subagent: subagent, Status: ingest.StatusStarted, Type: ingest.TypeToolCall}
		if tool == "Agent" {
			e.Type, e.TaskID, e.Subagent = ingest.TypeTaskDelegation, subagent, ""
		}
		return event(e)
	}
	const query = "SELECT tool_use_id, e.status, execution_duration_seconds, t.status, duration_ms FROM agent_events e JOIN tool_traces t ON t.tool_name = e.tool_name ORDER BY 1"
	for name, test := range map[string]struct {
		close ingest.Stop
		want  string
	}{
		"all of the session": {ingest.Stop{At: "2026-03-18T15:00:10.000000", Status: ingest.StatusCompleted},
			"1|completed|10|completed|10000\n2|completed|10|completed|10000\n3|completed|9|completed|9000\n4|started|NULL|started|NULL\n5|started|NULL|started|NULL"},
		"of one subagent": {ingest.Stop{Subagent: "sub", At: "2026-03-18T15:00:10.000000", Status: ingest.StatusCancelled},
			"1|started|NULL|started|NULL\n2|cancelled|10|cancelled|10000\n3|cancelled|9|cancelled|9000\n4|started|NULL|started|NULL\n5|started|NULL|started|NULL"},
		"of the main thread": {ingest.Stop{At: "2026-03-18T15:00:10.000000", Status: ingest.StatusCompleted, MainThread: true},
			"1|completed|10|completed|10000\n2|started|NULL|started|NULL\n3|started|NULL|started|NULL\n4|started|NULL|started|NULL\n5|started|NULL|started|NULL"},
		"with all prompts but one": {ingest.Stop{At: "2026-03-18T15:00:10.000000", Status: ingest.StatusCancelled, Prompts: true, Except: ingest.ToolID("4")},
			"1|cancelled|10|cancelled|10000\n2|cancelled|10|cancelled|10000\n3|cancelled|9|cancelled|9000\n4|started|NULL|started|NULL\n5|started|NULL|started|NULL"},
		"with its prompts": {ingest.Stop{At: "2026-03-18T15:00:10.000000", Status: ingest.StatusCompleted, Prompts: true},
			"1|completed|10|completed|10000\n2|completed|10|completed|10000\n3|completed|9|completed|9000\n4|completed|10|completed|10000\n5|started|NULL|started|NULL"},
	} {
		t.Run(name, func(t *testing.T) {
			db := testkit.OpenDatabase(t, "")
			r := newIngest(t, db)
			begun := []ingest.Observation{
				open("1", "Read", "", "2026-03-18T15:00:00.000000"), open("2", "Agent", "sub", "2026-03-18T15:00:00.000000"),
				open("3", "Grep", "sub", "2026-03-18T15:00:01.000000"), open("4", "UserQuery", "", "2026-03-18T15:00:00.000000"),
				open("5", "Later", "", "2026-03-18T15:00:11.000000"),
			}
			keep(t, r, begun...)
			test.close.SessionID = "s"
			if got := keep(t, r, ingest.Observation{Stop: &test.close}); got[0] != ingest.Updated {
				t.Errorf("outcome %v", got)
			}
			if got := dump(t, db, query); got != test.want {
				t.Errorf("rows\n%s, want\n%s", got, test.want)
			}
			if got := keep(t, r, ingest.Observation{Stop: &test.close}); got[0] != ingest.Unchanged {
				t.Errorf("again: %v", got)
			}
		})
	}
}

func TestAReportedDurationReplacesAMeasuredOne(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	keep(t, r, event(ingest.Event{ID: "e", At: "2026-03-18T15:00:00.000000", Status: ingest.StatusStarted}),
		ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: "2026-03-18T15:01:00.000000", Status: ingest.StatusCompleted}},
		event(ingest.Event{ID: "e", Status: ingest.StatusFailed, DurationSeconds: number(7.0)}),
		event(ingest.Event{ID: "e", Status: ingest.StatusCompleted, DurationSeconds: number(0.25)}))
	if got := dump(t, db, "SELECT status, execution_duration_seconds, context FROM agent_events"); got != "failed|7|NULL" {
		t.Errorf("%s", got)
	}
}

// TestRowsOfOtherProgramsAreKept: values that another program wrote are never erased.
func TestRowsOfOtherProgramsAreKept(t *testing.T) {
	db := testkit.OpenDatabase(t, `
		INSERT INTO sessions (session_id, agent_assigned, created_at, status, metadata) VALUES ('s', 'codex', '2026-03-18 10:00:00', 'paused', 'no json');
		INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, context, session_id, status, cost_tokens, input_summary)
		VALUES ('e', 'codex', 'tool_call', '2026-03-18 10:00:00', 'Read', '[broken', 's', 'success', 12, x'FF');`)
	r := newIngest(t, db)
	keep(t, r, event(ingest.Event{ID: "e", AgentID: "x", ToolName: "y", Status: ingest.StatusCompleted, At: "2026-03-18T10:00:00.000000", Output: "out",
		Context: map[string]json.RawMessage{"a": raw("1")}}))
	if got, want := dump(t, db, everything), "e|codex|tool_call|2026-03-18 10:00:00|Read|\xff|out|[broken|s|NULL|NULL|NULL|12|0|success|NULL|NULL"; got != want {
		t.Errorf("row %q, want %q", got, want)
	}
	if got := dump(t, db, allSessions); got != "s|codex|2026-03-18 10:00:00|NULL|paused|NULL|NULL|no json|0|NULL" {
		t.Errorf("session %s", got)
	}
}

// TestTokensOfAnEventAreSummedExactlyOnce stores usages again, growing, and in many transactions.
func TestTokensOfAnEventAreSummedExactlyOnce(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	want := int64(0)
	sizes := map[string]int64{}
	random := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		id, size := fmt.Sprint("u", random.IntN(20)), random.Int64N(1000)
		keep(t, r, usage(ingest.Usage{ID: id, EventID: "e", Model: "known", Input: size}))
		sizes[id] = max(sizes[id], size)
	}
	keep(t, r, event(ingest.Event{ID: "e", CostTokens: number(int64(1 << 30))}))
	for size := range maps.Values(sizes) {
		want += size
	}
	if got := dump(t, db, "SELECT cost_tokens, (SELECT sum(total_tokens) FROM cost_events), (SELECT sum(round(cost_usd * 1000000)) FROM cost_events) FROM agent_events"); got != fmt.Sprintf("%d|%d|%d", want, want, 3*want) {
		t.Errorf("%s, want %d tokens", got, want)
	}
}

func TestAnEventOfATurnBelongsToTheLatestPrompt(t *testing.T) {
	prompt := func(session, key string, at model.Instant) ingest.Observation {
		return event(ingest.Event{ID: ingest.PromptID(session, key), SessionID: session, Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Input: key, At: at})
	}
	call := func(e ingest.Event) ingest.Observation {
		e.ID, e.ToolName, e.Type, e.At, e.InTurn = ingest.ToolID(e.Input), "Read", ingest.TypeToolCall, "2026-03-18T15:00:05.000000", true
		return event(e)
	}
	stored := []ingest.Observation{
		prompt("s", "first", "2026-03-18T15:00:00.000000"), prompt("s", "second", "2026-03-18T15:00:04.000000"),
		prompt("s", "after", "2026-03-18T15:00:06.000000"), prompt("other", "elsewhere", "2026-03-18T15:00:05.000000"),
	}
	for name, test := range map[string]struct {
		before, batch []ingest.Observation
		want          string
	}{
		"that is stored":                    {stored, []ingest.Observation{call(ingest.Event{Input: "x"})}, "second"},
		"that comes with it":                {nil, append(slices.Clone(stored), call(ingest.Event{Input: "x"})), "second"},
		"none in another session":           {stored, []ingest.Observation{call(ingest.Event{Input: "x", SessionID: "third"})}, "NULL"},
		"not if it names its own":           {stored, []ingest.Observation{call(ingest.Event{Input: "x", ParentID: ingest.PromptID("s", "first")})}, "first"},
		"also if its subagent is of nobody": {stored, []ingest.Observation{call(ingest.Event{Input: "x", Subagent: "a1"})}, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			db := testkit.OpenDatabase(t, "")
			r := newIngest(t, db)
			keep(t, r, test.before...)
			keep(t, r, test.batch...)
			const query = "SELECT p.input_summary FROM agent_events e LEFT JOIN agent_events p ON p.event_id = e.parent_event_id WHERE e.tool_name = 'Read'"
			if got := dump(t, db, query); got != test.want {
				t.Errorf("its parent is %s, want %s", got, test.want)
			}
		})
	}
}
