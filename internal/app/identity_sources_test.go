package app_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
	"github.com/htmlgraph/htmlgraph/internal/ingest/otlp"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// What several sources report of sessions whose ids are not all of their own, and of texts that the user did not write. Times are seconds after
// callsBegan.

// peerMessage is what another agent said, in the words that Claude Code puts around it where it states no source.
const peerMessage = "Another Claude session sent a message:\n<agent-message from=\"a1\">\nready\n</agent-message>"

// identityHooks are payloads of hooks. The notification comes twice, left and right of a full five seconds; the prompt with the id p2 is a
// notification that the agent answers by itself (source and prompt_id of UserPromptSubmit: type declarations of the SDK 0.3.332).
var identityHooks = []struct {
	at      float64
	payload string
}{
	{0, `"session_id":"api","prompt_id":"p1","hook_event_name":"UserPromptSubmit","source":"user","prompt":"Mend the lift"`},
	{4.995, `"session_id":"api","hook_event_name":"Notification","message":"waiting","notification_type":"idle_prompt"`},
	{5.005, `"session_id":"api","hook_event_name":"Notification","message":"waiting","notification_type":"idle_prompt"`},
	{20, `"session_id":"api","prompt_id":"p2","hook_event_name":"UserPromptSubmit","source":"system","prompt":"<task-notification>\n<task-id>b1</task-id>\n</task-notification>"`},
	{21, `"session_id":"api","prompt_id":"p2","hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"ls"}`},
	{22, `"session_id":"api","prompt_id":"p2","hook_event_name":"PostToolUse","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{"command":"ls"},"tool_response":{"stdout":"a","stderr":""},"duration_ms":1000`},
	{30, `"session_id":"api","prompt_id":"p3","hook_event_name":"UserPromptSubmit","prompt":` + strconv.Quote(peerMessage)},
}

// identityLogs are requests as telemetry has them: it knows a session and a request, and no message.
var identityLogs = []struct {
	at                       float64
	session, request, prompt string
	input, output            int
}{
	{2, "api", "req_1", "p1", 10, 100}, {21, "api", "req_2", "p2", 20, 200},
	{2, "test", "req_1", "p9", 10, 100}, // a server for tests numbers the requests of each session
}

// identityFiles are transcripts, by the session of the file. "gateway" is behind a gateway that names all answers alike and no request. "fork"
// went on in the background, and begins with copies. "resumed" repeats a record as its own.
func identityFiles() []transcript.Source {
	return []transcript.Source{{Name: "api"}, {Name: "test"}, {Name: "gateway"}, {Name: "fork"}, {Name: "resumed"}}
}

func identityLines(session string) string {
	asked := func(uuid string, at float64, more, text string) string {
		return fmt.Sprintf(`{"type":"user","sessionId":%q,"uuid":%q,"timestamp":%q%s,"message":{"role":"user","content":%q}}`, session, uuid, stamp(at), more, text)
	}
	answered := func(uuid, ids string, at float64, block string, input, output int) string {
		return fmt.Sprintf(`{"type":"assistant","sessionId":%q,"uuid":%q,"timestamp":%q,%s,"role":"assistant","model":"claude-opus-5","content":[%s],"usage":{"input_tokens":%d,"output_tokens":%d}}}`,
			session, uuid, stamp(at), ids, block, input, output)
	}
	said := func(text string) string { return `{"type":"text","text":"` + text + `"}` }
	const relay = `"message":{"id":"relay"`
	api := []string{
		asked("u1", 0, `,"promptId":"p1"`, "Mend the lift"),
		answered("a1", `"requestId":"req_1","message":{"id":"m1"`, 1, said("Mended."), 10, 1),
		answered("a1b", `"requestId":"req_1","message":{"id":"m1"`, 2, said("Done."), 10, 100),
		asked("u2", 20, `,"promptId":"p2","origin":{"kind":"task-notification"}`, "<task-notification>\n<task-id>b1</task-id>\n</task-notification>"),
		answered("a2", `"requestId":"req_2","message":{"id":"m2"`, 21, `{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"ls"}}`, 20, 200),
		asked("u3", 30, `,"promptId":"p3"`, peerMessage),
	}
	switch session {
	case "test":
		return strings.Join([]string{asked("v1", 0, `,"promptId":"p9"`, "Test it"), answered("b1", `"requestId":"req_1","message":{"id":"n1"`, 2, said("Tested."), 10, 100)}, "\n")
	case "gateway":
		return strings.Join([]string{
			asked("w1", 0, "", "one"), answered("c1", relay, 1, said("1"), 1000, 10), answered("c1", relay, 1, said("1"), 1000, 10),
			asked("w2", 10, "", "two"), answered("c2", relay, 11, said("2"), 2000, 20), asked("w3", 20, "", "<bash-input>ls</bash-input>"),
			asked("w4", 21, "", "<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>"), asked("w5", 30, "", "three"), answered("c3", relay, 31, said("3"), 2000, 20),
		}, "\n")
	case "fork":
		own := answered("d1", `"requestId":"req_3","message":{"id":"m3"`, 40, said("Behind."), 30, 300)
		return strings.ReplaceAll(strings.Join(api, "\n"), `"sessionId":"fork"`, `"sessionId":"fork","sessionKind":"bg","session_id":"api"`) + "\n" + own
	case "resumed":
		return api[0] + "\n" + api[1] + "\n" + api[2] + "\n" + asked("x1", 50, `,"promptId":"p5"`, "Again") + "\n" +
			answered("e1", `"requestId":"req_4","message":{"id":"m4"`, 51, said("Again."), 40, 400)
	default:
		return strings.Join(api, "\n")
	}
}

func stamp(seconds float64) string {
	return callsBegan.Add(time.Duration(seconds * float64(time.Second))).Format("2006-01-02T15:04:05.000Z")
}

// identityReports returns what a source reports, in the pieces in which it does.
func identityReports(t *testing.T, source rune) [][]ingest.Observation {
	t.Helper()
	var pieces [][]ingest.Observation
	switch source {
	case 'h':
		for _, h := range identityHooks {
			payload := `{"transcript_path":"/t.jsonl","cwd":"/app",` + h.payload + `}`
			observations, err := hook.Observe(agent.Get(agent.ClaudeCode), []byte(payload), callsBegan.Add(time.Duration(h.at*1000)*time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, observations)
		}
	case 'o':
		for i, l := range identityLogs {
			attributes := fmt.Sprintf(`{"event.name":"api_request","event.sequence":"%d","session.id":%q,"prompt.id":%q,"request_id":%q,"model":"claude-opus-5","input_tokens":"%d","output_tokens":"%d","cache_read_tokens":"0","cache_creation_tokens":"0"}`,
				i, l.session, l.prompt, l.request, l.input, l.output)
			body := fmt.Sprintf(`{"resourceLogs":[{"resource":{"attributes":%s},"scopeLogs":[{"logRecords":[{"timeUnixNano":"%d","attributes":%s}]}]}]}`,
				attributesJSON(t, `{"service.name":"claude-code"}`), callsBegan.Add(time.Duration(l.at*1000)*time.Millisecond).UnixNano(), attributesJSON(t, attributes))
			result, err := otlp.Logs([]byte(body), otlp.JSON, callsBegan)
			if err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, result.Observations)
		}
	default:
		seen := transcript.NewSeen()
		for _, from := range identityFiles() {
			from.Seen, from.Path = seen, "/"+from.Name+".jsonl"
			batch, _ := transcripttest.Pass(t, claude.Format(), from, []byte(identityLines(from.Name)), nil)
			pieces = append(pieces, batch.Observations)
		}
	}
	return pieces
}

// TestWhatSourcesNameAlikeIsToldApart has hooks, telemetry and transcripts report these sessions in each order, and then once more.
func TestWhatSourcesNameAlikeIsToldApart(t *testing.T) {
	const requests = `SELECT u.session_id, u.input_tokens, u.output_tokens, coalesce(p.input_summary, 'no prompt') FROM ingest_usages u
		LEFT JOIN agent_events p ON p.event_id = u.event_id ORDER BY 1, 2, 3, 4`
	const events = `SELECT e.session_id, e.event_type, e.tool_name, e.timestamp, e.input_summary, e.output_summary, e.cost_tokens, coalesce(p.input_summary, 'on top')
		FROM agent_events e LEFT JOIN agent_events p ON p.event_id = e.parent_event_id ORDER BY 1, 4, 3, 5`
	want := `api | 10 | 100 | Mend the lift | 
api | 20 | 200 | Mend the lift | 
fork | 30 | 300 | Mend the lift | 
gateway | 1000 | 10 | one | 
gateway | 2000 | 20 | three | 
gateway | 2000 | 20 | two | 
resumed | 40 | 400 | Again | 
test | 10 | 100 | Test it | 
`
	first := ""
	for _, order := range []string{"hto", "hot", "tho", "toh", "oht", "oth"} {
		t.Run(order, func(t *testing.T) {
			db := filepath.Join(t.TempDir(), "x.db")
			for _, source := range order + order {
				for _, observations := range identityReports(t, source) {
					if err := app.Store(true)(t.Context(), db, true, observations); err != nil {
						t.Fatal(err)
					}
				}
			}
			if got := queryFile(t, db, requests); got != want {
				t.Errorf("the requests are\n%s", diff.Diff("want", []byte(want), "got", []byte(got)))
			}
			got := queryFile(t, db, events)
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("the events differ from those of the first order:\n%s", diff.Diff("hto", []byte(first), order, []byte(got)))
			}
			if n := queryFile(t, db, "SELECT tool_name, count(*) FROM agent_events WHERE tool_name IN ('UserQuery', 'Notification', 'UserCommand', 'UserPromptSubmit', 'Message') GROUP BY 1"); n != "Message | 7 | \nNotification | 1 | \nUserCommand | 1 | \nUserPromptSubmit | 2 | \nUserQuery | 6 | \n" {
				t.Errorf("there are\n%s", n)
			}
		})
	}
}
