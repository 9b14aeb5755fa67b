package events_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// filterIndexes are the indexes that older files lack.
var filterIndexes = []string{
	"idx_agent_events_feature_ts_desc", "idx_agent_events_model_ts_desc", "idx_agent_events_status_ts_desc", "idx_agent_events_tool_ts_desc",
}

// explained is a database.Hook that keeps the plans of the statements that were run.
type explained struct {
	mu         sync.Mutex
	statements []string
}

// Ran keeps the statement.
func (e *explained) Ran(_ context.Context, statement string, _ error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.statements = append(e.statements, statement)
}

// plans returns the steps of the plans of the statements since the last call.
func (e *explained) plans(t *testing.T, path string) []string {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var steps []string
	for _, statement := range e.statements {
		steps = append(steps, testkit.Plan(t, db, statement)...)
	}
	e.statements = nil
	return steps
}

// stored is a row as a filter sees it. Of pointers, nil is null.
type stored struct {
	id, session, agent, eventType, timestamp string
	feature, tool, status, model             *string
}

// assorted makes rows of few values, among them null and rows without an id. Most are of one type.
func assorted(random *rand.Rand, count int) []stored {
	pick := func(name string) *string {
		if n := random.IntN(5); n > 0 {
			value := fmt.Sprint(name, n)
			return &value
		}
		return nil
	}
	rows := make([]stored, count)
	for i, at := range scattered(count) {
		rows[i] = stored{
			id: at.id, timestamp: at.timestamp, session: fmt.Sprint("session", random.IntN(4)), agent: fmt.Sprint("agent", random.IntN(4)),
			eventType: "tool_call", feature: pick("feature"), tool: pick("tool"), status: pick("status"), model: pick("model"),
		}
		if i%7 == 0 {
			rows[i].eventType = "error"
		}
		if i%50 == 0 {
			rows[i].id = ""
		}
	}
	return rows
}

func (s stored) matches(f model.EventFilter) bool {
	is := func(wanted string, value *string) bool { return wanted == "" || value != nil && *value == wanted }
	at := model.Instant(s.timestamp)
	return s.id != "" && is(f.SessionID, &s.session) && is(f.AgentID, &s.agent) && is(f.EventType, &s.eventType) && is(f.FeatureID, s.feature) &&
		is(f.ToolName, s.tool) && is(f.Status, s.status) && is(f.Model, s.model) && (f.Since == "" || at.Compare(f.Since) >= 0)
}

// anyFilter returns a filter by some columns, sometimes by a value that no row has.
func anyFilter(random *rand.Rand) model.EventFilter {
	pick := func(name string) string {
		if random.IntN(3) > 0 {
			return ""
		}
		return fmt.Sprint(name, random.IntN(6))
	}
	f := model.EventFilter{
		SessionID: pick("session"), AgentID: pick("agent"), FeatureID: pick("feature"), ToolName: pick("tool"), Status: pick("status"), Model: pick("model"),
	}
	f.EventType = []string{"", "", "tool_call", "error", "check_point"}[random.IntN(5)]
	if random.IntN(4) == 0 {
		f.Since = "2026-01-11 07:00:02"
	}
	return f
}

// newAssorted returns a database with rows, and the path of its file. lacking has none of the indexes for filters, and is open for reading only.
func newAssorted(t *testing.T, rows []stored, lacking bool, hook database.Hook) (*database.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "filtered.db")
	db, err := database.Open(t.Context(), database.Options{Path: path, Hook: hook})
	if err != nil {
		t.Fatal(err)
	}
	values := make([][]any, len(rows))
	for i, r := range rows {
		var id any = r.id
		if r.id == "" {
			id = nil
		}
		values[i] = []any{id, r.agent, r.eventType, r.session, r.timestamp, r.feature, r.tool, r.status, r.model}
	}
	const into = "INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, feature_id, tool_name, status, model) ?"
	if _, err := database.Exec(t.Context(), db, into, database.Values(values)); err != nil {
		t.Fatal(err)
	}
	if lacking {
		for _, index := range filterIndexes {
			if _, err := database.Exec(t.Context(), db, "DROP INDEX "+index); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if db, err = database.Open(t.Context(), database.Options{Path: path, Hook: hook, ReadOnly: true}); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { db.Close() })
	return db, path
}

// TestEveryFilterFindsWhatMatches compares lists and counts with what a look at each row finds.
func TestEveryFilterFindsWhatMatches(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rows := assorted(random, 2000)
	for _, lacking := range []bool{false, true} {
		t.Run(fmt.Sprintf("without the indexes %v", lacking), func(t *testing.T) {
			db, _ := newAssorted(t, rows, lacking, nil)
			repo := events.New(db)
			for range 300 {
				filter := anyFilter(random)
				var matching []stamped
				for _, row := range rows {
					if row.matches(filter) {
						matching = append(matching, stamped{row.id, row.timestamp})
					}
				}
				want := newestFirst(matching)
				list, err := repo.List(t.Context(), filter, model.Page{Limit: 20})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want[:min(20, len(want))], ids(list)); diff != "" {
					t.Fatalf("%+v (-want +got):\n%s", filter, diff)
				}
				if count, err := repo.Count(t.Context(), filter); err != nil || count != int64(len(want)) {
					t.Fatalf("%+v: counted %d, %v; want %d", filter, count, err, len(want))
				}
			}
		})
	}
}

// unbounded is the step of a plan that reads all events, or all of a time.
var unbounded = regexp.MustCompile(`(SCAN|SEARCH) agent_events( USING (COVERING )?INDEX (idx_agent_events_timestamp|sqlite_autoindex_agent_events_1 \(event_id>\?\)))?$|idx_agent_events_timestamp`)

// TestTheRarestValueOfAFilterLeadsToTheEvents looks at the plans of lists and counts: none reads more events than those with the rarest value.
func TestTheRarestValueOfAFilterLeadsToTheEvents(t *testing.T) {
	rows := assorted(rand.New(rand.NewPCG(1, 2)), 2000)
	rare, common := "rare", "common"
	for i := range rows {
		rows[i].status, rows[i].model, rows[i].tool = &common, &common, &common
		if i < 3 {
			rows[i].status = &rare
		}
	}
	record := &explained{}
	db, path := newAssorted(t, rows, false, record)
	lackingDB, lackingPath := newAssorted(t, rows, true, record)
	for name, test := range map[string]struct {
		filter model.EventFilter
		index  string
		// lacking is the index that serves it in a file without the indexes for filters.
		lacking string
	}{
		"a work item":                   {model.EventFilter{FeatureID: "absent"}, "idx_agent_events_feature_ts_desc", "idx_agent_events_timestamp"},
		"a tool":                        {model.EventFilter{ToolName: "absent"}, "idx_agent_events_tool_ts_desc", "idx_agent_events_timestamp"},
		"a status":                      {model.EventFilter{Status: "absent"}, "idx_agent_events_status_ts_desc", "idx_agent_events_timestamp"},
		"a model":                       {model.EventFilter{Model: "absent"}, "idx_agent_events_model_ts_desc", "idx_agent_events_timestamp"},
		"an agent":                      {model.EventFilter{AgentID: "absent"}, "idx_agent_events_agent_ts_desc", "idx_agent_events_agent_ts_desc"},
		"a session":                     {model.EventFilter{SessionID: "absent"}, "idx_agent_events_session_ts_desc", "idx_agent_events_session_ts_desc"},
		"a type that few events have":   {model.EventFilter{EventType: "error"}, "idx_agent_events_", "idx_agent_events_"},
		"a rare and a common value":     {model.EventFilter{Status: "rare", Model: "common"}, "idx_agent_events_status_ts_desc", "idx_agent_events_timestamp"},
		"a common and an absent value":  {model.EventFilter{ToolName: "common", Model: "absent"}, "idx_agent_events_model_ts_desc", "idx_agent_events_timestamp"},
		"an agent and an absent status": {model.EventFilter{AgentID: "agent1", Status: "absent"}, "idx_agent_events_status_ts_desc", "idx_agent_events_agent_ts_desc"},
		"a session and a common tool":   {model.EventFilter{SessionID: "session1", ToolName: "common"}, "idx_agent_events_session_ts_desc", "idx_agent_events_session_ts_desc"},
		"a model, in a time":            {model.EventFilter{Model: "common", Since: "2026-01-11 07:00:02"}, "idx_agent_events_model_ts_desc", "idx_agent_events_timestamp"},
	} {
		list := func(db *database.DB, path string) []string {
			t.Helper()
			record.statements = nil
			if _, err := events.New(db).List(t.Context(), test.filter, model.Page{Limit: 20}); err != nil {
				t.Fatal(err)
			}
			return record.plans(t, path)
		}
		steps := list(db, path)
		if _, err := events.New(db).Count(t.Context(), test.filter); err != nil {
			t.Fatal(err)
		}
		for _, step := range append(steps, record.plans(t, path)...) {
			if unbounded.MatchString(step) {
				t.Errorf("%s: %s", name, step)
			}
		}
		uses := func(index string) func(string) bool {
			return func(step string) bool { return strings.Contains(step, index) }
		}
		if !slices.ContainsFunc(steps, uses(test.index)) {
			t.Errorf("%s: %s is not used:\n%s", name, test.index, strings.Join(steps, "\n"))
		}
		if steps := list(lackingDB, lackingPath); !slices.ContainsFunc(steps, uses(test.lacking)) {
			t.Errorf("%s, without the indexes: %s is not used:\n%s", name, test.lacking, strings.Join(steps, "\n"))
		}
	}
}

// TestATotalOfOneValueReadsNoRows looks at the plan of a count: the index alone answers it.
func TestATotalOfOneValueReadsNoRows(t *testing.T) {
	record := &explained{}
	db, path := newAssorted(t, assorted(rand.New(rand.NewPCG(1, 2)), 100), false, record)
	for index, filter := range map[string]model.EventFilter{
		"idx_agent_events_feature_ts_desc": {FeatureID: "feature1"}, "idx_agent_events_tool_ts_desc": {ToolName: "tool1", Since: "2026-01-11 07:00:02"},
		"idx_agent_events_status_ts_desc": {Status: "status1"}, "idx_agent_events_model_ts_desc": {Model: "model1", Until: "2026-01-11 07:00:02"},
	} {
		record.statements = nil
		if _, err := events.New(db).Count(t.Context(), filter); err != nil {
			t.Fatal(err)
		}
		steps := record.plans(t, path)
		if !slices.ContainsFunc(steps, func(step string) bool { return strings.Contains(step, "COVERING INDEX "+index) }) {
			t.Errorf("%+v:\n%s", filter, strings.Join(steps, "\n"))
		}
	}
}
