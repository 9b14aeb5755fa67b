package app_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/otlp"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// reportedCall is one call of a tool, as each source of an agent writes it.
type reportedCall struct {
	// hooks are the payloads without what all have in common, logs the attributes of log records, transcript the lines.
	hooks, logs, transcript []string
	// want is the row: type, tool, input, output, status, type and id of the subagent.
	want string
}

// callSource is an agent whose calls are reported.
type callSource struct {
	// agent is its id, service what its telemetry calls it, format the name of the format of its transcripts.
	agent, service, format string
	// prompt is the prompt in which the call is made, as each source writes it.
	prompt reportedCall
	// hook completes the members of a payload, log the attributes of a log record, line the members of a line of the transcript.
	hook, log, line func(members string) string
	calls           map[string]reportedCall
}

// TestACallHasOneRowInAnyOrderOfItsSources reports each kind of call of each agent by its hooks, its telemetry and its transcript, in all
// orders of the three, and expects the same rows.
func TestACallHasOneRowInAnyOrderOfItsSources(t *testing.T) {
	sources := []callSource{claudeCalls(), codexCalls(), geminiCalls(), qwenCalls()}
	for _, a := range agent.All() {
		if !slices.ContainsFunc(sources, func(s callSource) bool { return s.agent == a.ID }) {
			t.Errorf("no calls of %s are reported here", a.Title)
		}
	}
	for _, source := range sources {
		var first map[string]string
		for _, order := range []string{"hot", "hto", "oht", "oth", "tho", "toh"} {
			t.Run(source.agent+", "+order, func(t *testing.T) {
				rows, all := source.store(t, order)
				for name, call := range source.calls {
					if rows[name] != call.want {
						t.Errorf("%s gives the row\n%s, want\n%s", name, rows[name], call.want)
					}
				}
				if first == nil {
					first = all
				}
				for name := range all {
					if all[name] != first[name] {
						t.Errorf("%s:\n%s", name, diff.Diff("hot", []byte(first[name]), order, []byte(all[name])))
					}
				}
			})
		}
	}
}

// store has the sources report all calls in an order, each call in a session of its own. For each call it returns the row in short, and all
// rows of its session in full.
func (s callSource) store(t *testing.T, order string) (rows, all map[string]string) {
	t.Helper()
	db := filepath.Join(t.TempDir(), "x.db")
	names := slices.Sorted(maps.Keys(s.calls))
	for _, source := range order {
		var observations []ingest.Observation
		for i, name := range names {
			observations = append(observations, s.report(t, source, s.calls[name], i)...)
		}
		if err := app.Store(true)(t.Context(), db, true, observations); err != nil {
			t.Fatal(err)
		}
	}
	rows, all = map[string]string{}, map[string]string{}
	for i, name := range names {
		rows[name] = queryFile(t, db, `SELECT event_type, tool_name, input_summary, output_summary, status, subagent_type, claude_task_id
			FROM agent_events WHERE session_id = ? AND tool_name NOT IN ('UserQuery', 'Message')`, sessionOf(i))
		all[name] = queryFile(t, db, `SELECT agent_id, event_type, timestamp, tool_name, input_summary, output_summary, context, subagent_type,
			execution_duration_seconds, status, model, claude_task_id FROM agent_events WHERE session_id = ? ORDER BY tool_name, timestamp`, sessionOf(i)) +
			queryFile(t, db, `SELECT tool_name, tool_input, tool_output, start_time, end_time, duration_ms, status, error_message
				FROM tool_traces WHERE session_id = ?`, sessionOf(i)) +
			queryFile(t, db, `SELECT subagent, timestamp, position, role, kind, model, finish_reason, source, witnessed
				FROM messages WHERE session_id = ? ORDER BY kind, timestamp`, sessionOf(i)) +
			queryFile(t, db, `SELECT section, number, p.type, name, p.source, cut, bytes, digest, text, hex(data), blob, meta
				FROM parts AS p JOIN messages USING (message_id) WHERE session_id = ? ORDER BY kind, timestamp, section, number`, sessionOf(i))
	}
	return rows, all
}

// report returns what a source reports of a call in the session of a number.
func (s callSource) report(t *testing.T, source rune, call reportedCall, number int) []ingest.Observation {
	t.Helper()
	own := strings.NewReplacer(callSession, sessionOf(number), "toolu_1", fmt.Sprintf("toolu_%d", number), "call_1", fmt.Sprintf("call_%d", number))
	switch source {
	case 'h':
		return s.fromHooks(t, call, own)
	case 'o':
		return s.fromLogs(t, call, own)
	default:
		return s.fromTranscript(t, call, own, sessionOf(number))
	}
}

var callsBegan = time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)

// callSession stands for the id of the session in what sources write.
const callSession = "SESSION"

// sessionOf returns the id of the session of a number.
func sessionOf(number int) string { return fmt.Sprintf("0199a213-81c0-7800-8aa1-%012d", number) }

func (s callSource) fromHooks(t *testing.T, call reportedCall, own *strings.Replacer) []ingest.Observation {
	t.Helper()
	var all []ingest.Observation
	for i, payload := range slices.Concat(s.prompt.hooks, call.hooks) {
		observations, err := hook.Observe(agent.Get(s.agent), []byte(own.Replace(s.hook(payload))), callsBegan.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, observations...)
	}
	return all
}

func (s callSource) fromLogs(t *testing.T, call reportedCall, own *strings.Replacer) []ingest.Observation {
	t.Helper()
	var records []string
	for i, attributes := range slices.Concat(s.prompt.logs, call.logs) {
		at := callsBegan.Add(time.Duration(i) * time.Second).UnixNano()
		records = append(records, fmt.Sprintf(`{"timeUnixNano":"%d","attributes":%s}`, at, attributesJSON(t, own.Replace(s.log(attributes)))))
	}
	body := fmt.Sprintf(`{"resourceLogs":[{"resource":{"attributes":%s},"scopeLogs":[{"logRecords":[%s]}]}]}`,
		attributesJSON(t, `{"service.name":"`+s.service+`"}`), strings.Join(records, ","))
	result, err := otlp.Logs([]byte(body), otlp.JSON, callsBegan)
	if err != nil || result.Rejected > 0 {
		t.Fatal(err, result.Message)
	}
	return result.Observations
}

func (s callSource) fromTranscript(t *testing.T, call reportedCall, own *strings.Replacer, session string) []ingest.Observation {
	t.Helper()
	formats := importer.Formats()
	format := formats[slices.IndexFunc(formats, func(f transcript.Format) bool { return f.Name == s.format })]
	var lines []string
	for _, line := range slices.Concat(s.prompt.transcript, call.transcript) {
		lines = append(lines, own.Replace(s.line(line)))
	}
	batch, _ := transcripttest.Pass(t, format, transcript.Source{Name: session, Path: "/t.jsonl"}, []byte(strings.Join(lines, "\n")), nil)
	return batch.Observations
}

// attributesJSON returns an object as the attributes of a log record.
func attributesJSON(t *testing.T, object string) string {
	t.Helper()
	var members map[string]string
	if err := json.Unmarshal([]byte(object), &members); err != nil {
		t.Fatalf("%s: %v", object, err)
	}
	var attributes []map[string]any
	for _, key := range slices.Sorted(maps.Keys(members)) {
		attributes = append(attributes, map[string]any{"key": key, "value": map[string]string{"stringValue": members[key]}})
	}
	list, err := json.Marshal(attributes)
	if err != nil {
		t.Fatal(err)
	}
	return string(list)
}

// queryFile returns the rows of a query on a database file, a line for each, the values apart by " | ".
func queryFile(t *testing.T, path, query string, arguments ...any) string {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), query, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		for _, value := range values {
			all.WriteString(value.String + " | ")
		}
		all.WriteString("\n")
	}
	return all.String()
}
