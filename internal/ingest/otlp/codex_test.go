package otlp

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// codexLog is a record as Codex writes it (codex-rs/otel/src/events/session_telemetry.rs): the name is an attribute, the field of that name holds
// the place in the source, the body is null, and only the time of observation is set.
func codexLog(eventName, name string, pairs ...string) string {
	list := attrs(append([]string{"event.name", name, "event.timestamp", "2026-03-18T15:30:00.000Z", "conversation.id", "s", "model", "gpt-5.6-sol"}, pairs...)...)
	member := ""
	if eventName != "" {
		member = `,"eventName":"` + eventName + `"`
	}
	return `{"resourceLogs":[{"resource":{"attributes":` + attrs("service.name", "codex_cli_rs") + `},"scopeLogs":[{"scope":{"name":"codex_otel.log_only"},` +
		`"logRecords":[{"timeUnixNano":"0","observedTimeUnixNano":"1773847800000000000","body":null,"attributes":` + list + member + `}]}]}]}`
}

const sourcePlace = "event otel/src/events/session_telemetry.rs:1103"

func TestTheAttributeNamesARecordOfCodex(t *testing.T) {
	for name, pairs := range map[string][]string{
		"codex.user_prompt": {"prompt", "Count the birds"},
		"codex.sse_event":   {"event.kind", "response.completed", "input_token_count", "15", "cached_token_count", "5", "cache_write_token_count", "4", "output_token_count", "1"},
		"codex.tool_result": {"tool_name", "exec_command", "call_id", "c", "arguments", `{"cmd":"ls"}`, "success", "true", "output", "a"},
	} {
		with, without := mustRead(t, codexLog(sourcePlace, name, pairs...)), mustRead(t, codexLog("", name, pairs...))
		if a, b := written(t, with), written(t, without); a != b || len(with.Observations) != 2 {
			t.Errorf("with the place\n%s\nwithout\n%s", a, b)
		}
	}
}

func TestAPlaceInTheSourceIsNoName(t *testing.T) {
	if result := mustRead(t, strings.Replace(codexLog(sourcePlace, "x"), `"event.name"`, `"other"`, 1)); len(result.Observations) != 0 {
		t.Errorf("a record without a name is stored: %s", written(t, result))
	}
}

func TestCacheWritesOfCodexAreApart(t *testing.T) {
	u := only(t, codexLog(sourcePlace, "codex.sse_event", "event.kind", "response.completed", "input_token_count", `={"intValue":"15268"}`, "output_token_count", `={"intValue":"105"}`,
		"cached_token_count", `={"intValue":"1136"}`, "cache_write_token_count", `={"intValue":"14000"}`, "reasoning_token_count", `={"intValue":"5"}`)).Usage
	if u.Input != 132 || u.CacheRead != 1136 || u.CacheWrite5m != 14000 || u.Output != 100 || u.Thoughts != 5 {
		t.Errorf("%+v", u)
	}
}

// TestPiecesOfAnAnswerLeaveNothing: Codex logs each event of the stream, and the one that ends it once more with the tokens.
func TestPiecesOfAnAnswerLeaveNothing(t *testing.T) {
	for _, kind := range []string{"response.created", "response.output_text.delta", "response.output_item.done", "response.reasoning_summary_text.delta", "response.completed", "codex.rate_limits"} {
		for _, name := range []string{"codex.sse_event", "codex.websocket_event"} {
			if result := mustRead(t, codexLog(sourcePlace, name, "event.kind", kind, "duration_ms", "1")); len(result.Observations) != 0 || result.Rejected != 0 {
				t.Errorf("%s %s: %s", name, kind, written(t, result))
			}
		}
	}
	if e := only(t, codexLog(sourcePlace, "codex.sse_event", "duration_ms", "1", "error.message", "idle timeout waiting for SSE")).Event; e.Type != ingest.TypeError {
		t.Errorf("an answer that failed is %+v", e)
	}
}

// TestSpansThatRepeatRequestsAreNotAdded has the spans of Codex, also under the name of another program, and those of the libraries of Claude's API.
func TestSpansThatRepeatRequestsAreNotAdded(t *testing.T) {
	tokens := []string{"gen_ai.operation.name", "chat", "gen_ai.conversation.id", "s", "gen_ai.usage.input_tokens", `={"intValue":"5"}`, "gen_ai.response.id", "msg_1"}
	for name, body := range map[string]string{
		"Codex":                     spanOf("codex_cli_rs", "handle_responses", tokens...),
		"Codex within a program":    inScope(spanOf("our-app", "handle_responses", tokens...), "codex_otel.trace_safe"),
		"the library of Claude":     inScope(spanOf("our-app", "anthropic.messages", tokens...), "com.anthropic.sdk.python"),
		"the server of Claude":      inScope(spanOf("claude-platform", "anthropic.v1/messages", tokens...), "com.anthropic.claude-platform"),
		"a tool within the library": inScope(spanOf("our-app", "anthropic.tool_use Bash", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.call.id", "c"), "com.anthropic.sdk.typescript"),
	} {
		if result := mustRead(t, body); len(result.Observations) != 0 || result.Rejected != 0 {
			t.Errorf("%s: %s", name, written(t, result))
		}
	}
}

func inScope(body, scope string) string {
	return strings.Replace(body, `"scopeSpans":[{`, `"scopeSpans":[{"scope":{"name":"`+scope+`"},`, 1)
}
