package claude_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// said returns the messages that lines report, one a line: its kind, its role, and its parts.
func said(t *testing.T, lines ...string) string {
	t.Helper()
	return transcripttest.Said(t, claude.Format(), transcript.Source{Name: "s"}, strings.Join(lines, "\n"))
}

// line is a record of a session, with what all records have.
func line(uuid, second, members string) string {
	return fmt.Sprintf(`{"sessionId":"s","uuid":"%s","timestamp":"2026-03-18T12:00:%sZ","isSidechain":false,"cwd":"/app","version":"2.1.240",%s}`, uuid, second, members)
}

func answer(uuid, second, stop, block string) string {
	return line(uuid, second, `"type":"assistant","requestId":"r1","message":{"id":"m1","role":"assistant","model":"claude-opus-4-5","stop_reason":`+stop+`,"content":[`+block+`]}`)
}

func user(uuid, second, content string) string {
	return line(uuid, second, `"type":"user","message":{"role":"user","content":`+content+`}`)
}

// png is the beginning of a picture, in base64.
const png = "iVBORw0KGgoAAAANSUhEUg=="

// TestWhatIsSaidIsAMessage reads records as Claude Code writes them. The shapes of the records are those of its transcripts, the blocks those of the
// Messages API.
func TestWhatIsSaidIsAMessage(t *testing.T) {
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"an answer is written as a record for each of its blocks": {
			[]string{
				user("u1", "00", `"Fix it"`), answer("a1", "01", "null", `{"type":"thinking","thinking":"Where is it?","signature":"x"}`),
				answer("a2", "02", "null", `{"type":"text","text":"I look."}`),
				answer("a3", "03", `"tool_use"`, `{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"/a"}}`),
				answer("a4", "04", `"end_turn"`, `{"type":"text","text":"Found."}`),
			},
			"prompt user | body 0 text \"Fix it\"\n" +
				"answer assistant | body 0 reasoning \"Where is it?\" | body 100 text \"I look.\" stop | body 200 text \"Found.\"\n" +
				"call assistant | call 0 tool_call \"{\\\"file_path\\\":\\\"/a\\\"}\"",
		},
		"a record that is written twice": {
			[]string{answer("a1", "01", `"end_turn"`, `{"type":"text","text":"Done."}`), answer("a1", "01", `"end_turn"`, `{"type":"text","text":"Done."}`)},
			"answer assistant stop | body 0 text \"Done.\" stop | body 0 text \"Done.\"",
		},
		"thoughts that are encrypted": {
			[]string{answer("a1", "01", `"max_tokens"`, `{"type":"redacted_thinking","data":"abc"}`)},
			"answer assistant length | body 0 reasoning \"\" {\"encrypted\":true}",
		},
		"a result of several blocks, with what the record states beside it": {
			[]string{
				line("u1", "01", `"type":"user","toolUseResult":{"filePath":"/a","structuredPatch":[{"oldStart":1,"lines":["-a","+b"]}],"originalFile":"`+strings.Repeat("long ", 500)+`"},`+
					`"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"changed"},`+
					`{"type":"image","source":{"type":"base64","media_type":"image/png","data":"`+png+`"}}]}]}`),
			},
			`call assistant | response 0 tool_call_response "changed" {"filePath":"/a","structuredPatch":[{"oldStart":1,"lines":["-a","+b"]}]} | response 1 blob image/png 16`,
		},
		"a prompt with a picture and a reminder": {
			[]string{user("u1", "01", `[{"type":"text","text":"See <system-reminder>\nnone\n</system-reminder>"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"`+png+`"}}]`)},
			`prompt user | body 0 text "See" | body 1 htmlgraph.reminder "none" | body 2 blob image/png 16`,
		},
		"data that are no picture": { // nobody looked through them for secrets
			[]string{user("u1", "01", `[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJDRA=="}},{"type":"text","text":"See"}]`)},
			`prompt user | body 0 blob image/png 4 | body 1 text "See"`,
		},
		"a command of the agent": {
			[]string{user("u1", "01", `"<command-name>/review</command-name>\n<command-message>review</command-message>\n<command-args>all</command-args>"`)},
			`prompt user | body 0 text "/review all"`,
		},
		"what a skill says": {
			[]string{user("u1", "00", `"go"`), line("u2", "01", `"type":"user","isMeta":true,"message":{"role":"user","content":[{"type":"text","text":"Base directory for this skill: /s"}]}`)},
			"prompt user | body 0 text \"go\"\nreminder user | body 0 htmlgraph.reminder \"Base directory for this skill: /s\"",
		},
		"an interruption": {
			[]string{user("u1", "00", `"go"`), user("u2", "01", `[{"type":"text","text":"[Request interrupted by user]"}]`)},
			"prompt user | body 0 text \"go\"\nnotice user | body 0 text \"[Request interrupted by user]\"",
		},
		"a compaction and its summary": {
			[]string{
				line("c1", "01", `"type":"system","subtype":"compact_boundary","content":"Conversation compacted","compactMetadata":{"trigger":"auto","preTokens":155000}`),
				line("c2", "02", `"type":"user","isCompactSummary":true,"message":{"role":"user","content":"This session is being continued. We fixed it."}`),
			},
			`compaction user | body 0 compaction "Conversation compacted" {"trigger":"auto","preTokens":155000} | body 1 compaction "This session is being continued. We fixed it."`,
		},
		"a prompt that waits": {
			[]string{user("u1", "00", `"go"`), `{"type":"queue-operation","operation":"enqueue","timestamp":"2026-03-18T12:00:05Z","sessionId":"s","content":"also the docs"}`},
			"prompt user | body 0 text \"go\"\nqueued user | body 0 htmlgraph.queued \"also the docs\"",
		},
		"a request that failed": {
			[]string{line("a1", "01", `"type":"assistant","isApiErrorMessage":true,"error":"rate_limit","message":{"id":"x","role":"assistant","model":"<synthetic>","content":[{"type":"text","text":"API Error: 429"}]}`)},
			`error assistant error | body 0 text "API Error: 429"`,
		},
		"a request that is tried again": {
			[]string{line("a1", "01", `"type":"system","subtype":"api_error","error":{"message":"overloaded"},"retryInMs":500,"retryAttempt":2,"maxRetries":10`)},
			`error system | body 0 text "overloaded" {"maxRetries":10,"retryAttempt":2,"retryInMs":500}`,
		},
		"a command of the shell": {
			[]string{user("u1", "01", `"<bash-input>ls</bash-input>"`), user("u2", "02", `"<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>"`)},
			`command user | body 0 text "ls" | response 0 tool_call_response "a"`,
		},
		"what a subagent is asked": {
			[]string{strings.Replace(user("u1", "01", `"Look around"`), `"isSidechain":false`, `"isSidechain":true,"agentId":"a1"`, 1)},
			`prompt user | body 0 text "Look around"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(t, test.lines...); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestALongTextIsWhole reads texts that are longer than what an event shows.
func TestALongTextIsWhole(t *testing.T) {
	long := strings.Repeat("0123456789", 20_000)
	got := said(t, user("u1", "00", `"`+long+`"`), answer("a1", "01", `"end_turn"`, `{"type":"text","text":"`+long+`"}`))
	if want := fmt.Sprintf("prompt user | body 0 text %q\nanswer assistant stop | body 0 text %q", long, long); got != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
}

func TestTheStateHoldsNoMessage(t *testing.T) {
	transcripttest.CarryHoldsNoText(t, claude.Format(), strings.Join([]string{
		user("u1", "00", `"A secret question"`), answer("a1", "01", "null", `{"type":"thinking","thinking":"A secret thought"}`),
		answer("a2", "02", "null", `{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"a secret command"}}`),
	}, "\n"), "secret")
}
