package app_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// codexFiles are the rollouts of a thread and of what belongs to it, in the order in which Codex begins to write them.
type codexFiles []struct{ name, content string }

const (
	codexThread = "019c0000-1111-7000-8000-00000000000a"
	codexChild  = "019c0000-2222-7000-8000-00000000000c"
)

// codexLine is a record with a number (RolloutLine in codex-rs/history/src/rollout_payload.rs); its time is that number of seconds after noon.
func codexLine(ordinal int, kind, payload string) string {
	at := time.Date(2026, 3, 18, 12, 0, ordinal, 0, time.UTC).Format("2006-01-02T15:04:05.000Z")
	return fmt.Sprintf(`{"timestamp":%q,"ordinal":%d,"type":%q,"payload":%s}`, at, ordinal, kind, payload)
}

func codexItem(thread, turn, item string) string {
	return fmt.Sprintf(`{"type":"item_completed","thread_id":%q,"turn_id":%q,"item":%s}`, thread, turn, item)
}

func codexUsage(thread, turn, response string, input, output int) string {
	return fmt.Sprintf(`{"thread_id":%q,"turn_id":%q,"session_id":%q,"response_id":%q,"usage":{"input_tokens":%d,"cached_input_tokens":0,"cache_write_input_tokens":0,"output_tokens":%d,"reasoning_output_tokens":0,"total_tokens":%d}}`,
		thread, turn, codexThread, response, input, output, input+output)
}

// importCodex imports the files one by one in an order, and again after each has grown, into a new database, and returns its path. Each import
// finds all files that were written so far.
func importCodex(t *testing.T, files codexFiles, order []int) string {
	t.Helper()
	folder := t.TempDir()
	db := filepath.Join(folder, "x.db")
	for round := range 2 {
		for _, n := range order {
			path := filepath.Join(folder, "sessions", files[n].name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(files[n].content+strings.Repeat(codexLine(41, "world_state", `{}`)+"\n", round)), 0o600); err != nil {
				t.Fatal(err)
			}
			err := app.RunImport(t.Context(), app.Import{
				DB: db, Paths: []string{filepath.Join(folder, "sessions")}, Getenv: func(string) string { return "" }, Done: func(importer.Summary) error { return nil },
			}, app.Environment{Folder: folder, Home: folder, TempDir: folder, Stdout: io.Discard, Stderr: io.Discard})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return db
}

// TestTheFilesOfAThreadGiveTheSameRowsInAnyOrder: a subagent whose delegation names it, or only the name of its task; and a thread that goes on
// in a further file, whose name has the id of that file behind the thread's.
func TestTheFilesOfAThreadGiveTheSameRowsInAnyOrder(t *testing.T) {
	parent := func(activity string) string {
		return strings.Join([]string{
			codexLine(0, "session_meta", `{"id":"`+codexThread+`","session_id":"`+codexThread+`","cwd":"/app","source":"cli","history_mode":"paginated"}`),
			codexLine(1, "turn_context", `{"turn_id":"t1","model":"gpt-5.6-sol"}`),
			codexLine(2, "event_msg", codexItem(codexThread, "t1", `{"type":"UserMessage","id":"u","content":[{"type":"text","text":"Map the repo"}]}`)),
			codexLine(3, "response_item", `{"type":"function_call","name":"spawn_agent","arguments":"{\"task_name\":\"reader\",\"message\":\"read\",\"agent_type\":\"explorer\"}","call_id":"call_0"}`),
			codexLine(3, "response_item", `{"type":"function_call_output","call_id":"call_0","output":"{\"task_name\":\"/root/reader\"}"}`),
			codexLine(4, "response_item", `{"type":"function_call","name":"spawn_agent","arguments":"{\"task_name\":\"mapper\",\"message\":\"list\",\"agent_type\":\"explorer\"}","call_id":"call_1"}`),
			activity,
			codexLine(5, "response_item", `{"type":"function_call_output","call_id":"call_1","output":"{\"task_name\":\"/root/mapper\"}"}`),
			codexLine(6, "token_usage_record", codexUsage(codexThread, "t1", "resp_1", 100, 10)),
			codexLine(40, "event_msg", `{"type":"task_complete","turn_id":"t1"}`),
		}, "\n") + "\n"
	}
	child := strings.Join([]string{
		codexLine(5, "session_meta", `{"id":"`+codexChild+`","session_id":"`+codexThread+`","parent_thread_id":"`+codexThread+`","cwd":"/app","history_mode":"paginated","subagent_history_start_ordinal":7,`+
			`"source":{"subagent":{"thread_spawn":{"parent_thread_id":"`+codexThread+`","depth":1,"agent_path":"/root/mapper","agent_role":"explorer"}}}}`),
		codexLine(6, "token_usage_record", codexUsage(codexThread, "t1", "resp_1", 100, 10)),
		codexLine(7, "turn_context", `{"turn_id":"c1","model":"gpt-5.6-luna"}`),
		codexLine(8, "response_item", `{"type":"function_call","name":"exec_command","arguments":"{\"cmd\":\"ls\"}","call_id":"call_2"}`),
		codexLine(9, "response_item", `{"type":"function_call_output","call_id":"call_2","output":"src"}`),
		codexLine(10, "token_usage_record", codexUsage(codexChild, "c1", "resp_2", 200, 20)),
		codexLine(11, "event_msg", `{"type":"task_complete","turn_id":"c1"}`),
	}, "\n") + "\n"
	page := strings.Join([]string{
		codexLine(30, "session_meta", `{"id":"`+codexThread+`","session_id":"`+codexThread+`","cwd":"/app","source":"cli","history_mode":"paginated","history_base":{"thread_id":"`+codexThread+`","end_byte_offset":9,"end_ordinal_exclusive":30}}`),
		codexLine(31, "response_item", `{"type":"function_call","name":"exec_command","arguments":"{\"cmd\":\"pwd\"}","call_id":"call_3","internal_chat_message_metadata_passthrough":{"turn_id":"t1"}}`),
		codexLine(32, "response_item", `{"type":"function_call_output","call_id":"call_3","output":"/app"}`),
		codexLine(33, "token_usage_record", codexUsage(codexThread, "t1", "resp_3", 300, 30)),
	}, "\n") + "\n"
	named := codexLine(4, "event_msg", codexItem(codexThread, "t1", `{"type":"SubAgentActivity","id":"call_1","kind":"started","agentThreadId":"`+codexChild+`","agentPath":"/root/mapper"}`))
	for name, activity := range map[string]string{"the delegation names the subagent": named, "it names the task alone": codexLine(4, "world_state", `{}`)} {
		files := codexFiles{
			{"2026/03/18/rollout-2026-03-18T12-00-00-" + codexThread + ".jsonl", parent(activity)},
			{"2026/03/18/rollout-2026-03-18T12-00-05-" + codexChild + ".jsonl", child},
			{"2026/03/18/rollout-2026-03-18T12-00-30-" + codexThread + "_019c0000-3333-7000-8000-00000000000d.jsonl", page},
		}
		first := ""
		for _, order := range [][]int{{0, 1, 2}, {1, 0, 2}, {2, 1, 0}, {1, 2, 0}} {
			t.Run(fmt.Sprint(name, " ", order), func(t *testing.T) {
				db := importCodex(t, files, order)
				if got := queryFile(t, db, "SELECT session_id, count(*) FROM sessions GROUP BY 1"); got != codexThread+" | 1 | \n" {
					t.Errorf("the sessions are %s", got)
				}
				got := queryFile(t, db, `SELECT e.tool_name, e.input_summary, e.status, e.claude_task_id, (SELECT p.input_summary FROM agent_events p WHERE p.event_id = e.parent_event_id), e.cost_tokens
					FROM agent_events e WHERE e.tool_name NOT LIKE 'Subagent%' ORDER BY e.timestamp, e.event_id`)
				want := "UserQuery | Map the repo | completed |  |  | 440 | \n" +
					"Task | read | recorded |  | Map the repo | 0 | \n" +
					"Task | list | completed | " + codexChild + " | Map the repo | 220 | \n" +
					"exec_command | ls | completed |  | list | 0 | \n" +
					"exec_command | pwd | completed |  | Map the repo | 0 | \n"
				if got != want {
					t.Errorf("the rows are\n%s, want\n%s", got, want)
				}
				if all := queryFile(t, db, allRows); first == "" {
					first = all
				} else if all != first {
					t.Errorf("the rows are\n%s, in another order of the files they are\n%s", all, first)
				}
			})
		}
	}
}
