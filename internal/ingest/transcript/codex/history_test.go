package codex_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Ids as Codex makes them: UUIDs of version 7, which begin with the time (codex-rs/protocol/src/thread_id.rs).
const (
	oldThread = "01a00000-0000-7000-8000-000000000001"
	oldTurn   = "01a00000-1111-7000-8000-000000000002"
	newThread = "01a00000-2222-7000-8000-000000000003"
	newTurn   = "01a00000-3333-7000-8000-000000000004"
)

// turnOf returns the lines of a turn of a thread, numbered from an ordinal on, -1 for a file without numbers. A copy has new times: second is that
// of all lines.
func turnOf(ordinal, second int, _, turn, prompt string, total, last int) []string {
	line := func(n int, kind, payload string) string {
		number := ""
		if ordinal >= 0 {
			number = fmt.Sprintf(`"ordinal":%d,`, ordinal+n)
		}
		return fmt.Sprintf(`{"timestamp":"2026-02-01T10:00:%02d.%03dZ",%s"type":%q,"payload":%s}`, second, n, number, kind, payload)
	}
	usage := counts(last, 0, 0, 10, 0)
	return []string{
		line(0, "event_msg", fmt.Sprintf(`{"type":"task_started","turn_id":%q}`, turn)),
		line(1, "turn_context", fmt.Sprintf(`{"turn_id":%q,"model":"gpt-x"}`, turn)),
		line(2, "event_msg", fmt.Sprintf(`{"type":"user_message","message":%q}`, prompt)),
		line(3, "response_item", fmt.Sprintf(`{"type":"function_call","name":"shell","arguments":"{}","call_id":"call-%s"}`, turn)),
		line(4, "response_item", fmt.Sprintf(`{"type":"function_call_output","call_id":"call-%s","output":"ok"}`, turn)),
		line(5, "event_msg", countOf(counts(total, 0, 0, total/10, 0), usage, "")),
		line(6, "event_msg", `{"type":"agent_message","message":"Answer to `+prompt+`"}`),
		line(7, "event_msg", fmt.Sprintf(`{"type":"task_complete","turn_id":%q}`, turn)),
	}
}

// withRecords returns the lines with a token_usage_record behind each count, as newer versions write them.
func withRecords(lines []string, thread, turn string, last int) []string {
	var all []string
	for _, line := range lines {
		all = append(all, line)
		if strings.Contains(line, `"token_count"`) {
			record := usageRecord(thread, turn, "resp-"+turn, counts(last, 0, 0, 10, 0), "")
			before, _, _ := strings.Cut(line, `"type"`)
			all = append(all, before+`"type":"token_usage_record","payload":`+record+`}`)
		}
	}
	return all
}

// startedAt returns the lines with the time at which their turn started, in seconds.
func startedAt(at string, lines []string) []string {
	began, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	lines[0] = strings.Replace(lines[0], `"type":"task_started",`, fmt.Sprintf(`"type":"task_started","started_at":%d,`, began.Unix()), 1)
	return lines
}

// TestOnlyTheOwnRecordsOfAFileCount reads a file that repeats the turn "Old" of another thread, in each form in which Codex writes that, and then
// has a turn of its own.
func TestOnlyTheOwnRecordsOfAFileCount(t *testing.T) {
	fork := func(id, more string) string {
		return `{"id":"` + id + `","session_id":"` + id + `","cwd":"/w","source":"cli","forked_from_id":"` + oldThread + `"` + more + `}`
	}
	parentMeta := `{"timestamp":"2026-02-01T10:00:00.000Z","type":"session_meta","payload":{"id":"` + oldThread + `"}}`
	meta := func(payload string) string {
		return `{"timestamp":"2026-02-01T10:00:00.000Z","ordinal":0,"type":"session_meta","payload":` + payload + `}`
	}
	known := func(turns ...string) func(string) transcript.Ancestor {
		found := transcript.Ancestor{Root: oldThread, Turns: map[string]bool{}}
		for _, turn := range turns {
			found.Turns[turn] = true
		}
		return func(string) transcript.Ancestor { return found }
	}
	numberedOld, numberedNew := turnOf(1, 0, oldThread, "old", "Old", 5000, 5000), turnOf(9, 0, newThread, "new", "New", 5100, 100)
	for name, test := range map[string]struct {
		lines    [][]string
		ancestor func(string) transcript.Ancestor
	}{
		"the header states where its history starts": {[][]string{{meta(fork(newThread, `,"subagent_history_start_ordinal":9`))}, numberedOld, numberedNew}, nil},
		"the header states it as a text":             {[][]string{{meta(fork(newThread, `,"subagent_history_start_ordinal":"9"`))}, numberedOld, numberedNew}, nil},
		"the header states the end of its base": {[][]string{{meta(fork(newThread, `,"history_base":{"thread_id":"x","end_byte_offset":9,"end_ordinal_exclusive":9}`))},
			numberedOld, numberedNew}, nil},
		"the header states the point of the fork": {[][]string{{meta(fork(newThread, `,"forked_from_ordinal_exclusive":9`))}, numberedOld, numberedNew}, nil},
		"the point of the fork, but nothing was copied": {[][]string{{meta(fork(newThread, `,"forked_from_ordinal_exclusive":67`))},
			turnOf(1, 0, newThread, newTurn, "New", 5100, 100)}, nil},
		"nothing was copied, as the file of the parent shows": {[][]string{{meta(fork(newThread, `,"forked_from_ordinal_exclusive":67`))},
			turnOf(1, 0, newThread, "new", "New", 5100, 100)}, known("old")},
		"its history is that of a file which it goes on from": {[][]string{{meta(fork(newThread, `,"forked_from_ordinal_exclusive":9,"history_base":{"end_ordinal_exclusive":9}`))},
			numberedNew}, nil},
		"the records name their thread": {[][]string{{meta(fork(newThread, `,"forked_from_ordinal_exclusive":10`))},
			withRecords(numberedOld, oldThread, "old", 5000), withRecords(turnOf(11, 0, newThread, "new", "New", 5100, 100), newThread, "new", 100)}, nil},
		"no header states it, the parent has the turns": {[][]string{{meta(fork(newThread, "")), parentMeta}, turnOf(-1, 0, oldThread, "old", "Old", 5000, 5000),
			turnOf(-1, 0, newThread, "new", "New", 5100, 100)}, known("old")},
		"no header states it, the turns are older than the thread": {[][]string{{meta(fork(newThread, "")), parentMeta}, turnOf(-1, 7, oldThread, oldTurn, "Old", 5000, 5000),
			turnOf(-1, 7, newThread, newTurn, "New", 5100, 100)}, nil},
		"the file of the parent lacks a turn of its own parent": {[][]string{{meta(fork(newThread, "")), parentMeta}, turnOf(-1, 7, oldThread, oldTurn, "Old", 5000, 5000),
			turnOf(-1, 7, newThread, newTurn, "New", 5100, 100)}, known("other")},
		"no header states it, the turn started before the thread was made": {[][]string{{meta(fork(newThread, `,"timestamp":"2026-02-01T10:00:00.400Z"`)), parentMeta},
			startedAt("2026-02-01T09:59:00Z", turnOf(-1, 7, oldThread, "old", "Old", 5000, 5000)), startedAt("2026-02-01T10:00:00Z", turnOf(-1, 7, newThread, "new", "New", 5100, 100))}, nil},
		"nothing states it: what was written at once": {[][]string{{meta(fork(newThread, "")), parentMeta}, turnOf(-1, 0, oldThread, "old", "Old", 5000, 5000),
			turnOf(-1, 9, newThread, "new", "New", 5100, 100)}, nil},
		"the file of the parent has no turns with ids": {[][]string{{meta(fork(newThread, "")), parentMeta}, turnOf(-1, 0, oldThread, "old", "Old", 5000, 5000),
			turnOf(-1, 9, newThread, "new", "New", 5100, 100)}, known()},
		"only the header of another thread states a copy": {[][]string{{meta(ownMeta("")), parentMeta}, turnOf(-1, 0, oldThread, "old", "Old", 5000, 5000),
			turnOf(-1, 9, codexOwn, "new", "New", 5100, 100)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			for _, part := range test.lines {
				lines = append(lines, part...)
			}
			all := read(t, transcript.Source{Ancestor: test.ancestor}, lines...)
			if prompts := all.Prompts(); len(prompts) != 1 || !prompts["New"] {
				t.Errorf("the prompts are %v", prompts)
			}
			if got := fmt.Sprint(spent(all)); got != "[100 0 0 10 0]" {
				t.Errorf("the requests took %s", got)
			}
			calls, messages := 0, 0
			for _, e := range all.Events {
				if e.ToolUseID != "" {
					calls++
				}
				if e.ToolName == "Message" {
					messages++
				}
			}
			if calls != 1 || messages != 1 {
				t.Errorf("there are %d calls and %d messages", calls, messages)
			}
		})
	}
}

// TestASubagentWithoutHistoryLosesNothing: one that was started with "fork_turns": "none" begins within the first second of its file.
func TestASubagentWithoutHistoryLosesNothing(t *testing.T) {
	lines := append([]string{`{"timestamp":"2026-02-01T10:00:00.000Z","ordinal":0,"type":"session_meta","payload":{"id":"` + codexOwn + `","session_id":"` + codexParent +
		`","parent_thread_id":"` + codexParent + `","history_mode":"paginated","forked_from_id":null,"source":{"subagent":{"thread_spawn":{"parent_thread_id":"` +
		codexParent + `","depth":1,"agent_path":"/root/mapper"}}}}}`}, turnOf(1, 0, codexOwn, "new", "Look", 100, 100)...)
	all := read(t, transcript.Source{}, lines...)
	if got := fmt.Sprint(spent(all)); got != "[100 0 0 10 0]" {
		t.Errorf("the requests took %s", got)
	}
	if e := all.Tool(t, "call-new"); e.SessionID != codexParent || e.Subagent != codexOwn || e.AgentID != "mapper" {
		t.Errorf("the call is %+v", e)
	}
}

// TestAFurtherFileOfAThreadGoesOn: what happens in it belongs to the turn that began in the file before, and its first total is no request.
func TestAFurtherFileOfAThreadGoesOn(t *testing.T) {
	meta := `{"id":"` + codexOwn + `","session_id":"` + codexOwn + `","history_mode":"paginated","history_base":{"thread_id":"` + codexOwn + `","end_ordinal_exclusive":40}}`
	all := read(t, transcript.Source{},
		numbered(40, "session_meta", meta),
		numbered(39, "event_msg", `{"type":"item_completed","thread_id":"`+codexOwn+`","turn_id":"t1","item":{"type":"UserMessage","id":"u1","content":[{"type":"text","text":"Old"}]}}`),
		numbered(41, "event_msg", `{"type":"item_completed","thread_id":"`+codexOwn+`","turn_id":"t1","item":{"type":"AgentMessage","id":"m1","content":[{"type":"Text","text":"Going on"}]}}`),
		numbered(42, "event_msg", countOf(counts(9000, 0, 0, 90, 0), counts(100, 0, 0, 10, 0), "")),
		numbered(43, "event_msg", `{"type":"task_complete","turn_id":"t1"}`),
	)
	prompt := ingest.PromptID(codexOwn, "t1")
	if e := all.Events[ingest.MessageID(codexOwn, "m1")]; e.ParentID != prompt || e.Output != "Going on" {
		t.Errorf("the message is %+v", e)
	}
	if e := all.Events[prompt]; e.Status != ingest.StatusCompleted || e.Input != "" {
		t.Errorf("the prompt is %+v", e)
	}
	if got := fmt.Sprint(spent(all)); got != "[100 0 0 10 0]" {
		t.Errorf("the requests took %s", got)
	}
}
