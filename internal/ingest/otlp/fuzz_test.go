package otlp

import (
	"math"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// fuzz reads what may be anything, in both formats: nothing panics, and what is read can be stored.
func fuzz(f *testing.F, read func([]byte, Format, time.Time) (Result, error), message func() proto.Message, samples ...string) {
	for _, sample := range samples {
		f.Add([]byte(sample), false)
		into := message()
		if _, err := decode([]byte(sample), JSON, into); err != nil {
			f.Fatal(err)
		}
		binary, err := proto.Marshal(into)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(binary, true)
	}
	f.Add([]byte(`{"x":[[[[{}]]]]}`), false)
	f.Add([]byte(logsOf(`null`, requestLog(`"flags":{},"traceId":5,`, `{"key":"cost_usd","value":{"doubleValue":{}}}`), codexLog(sourcePlace, "x"))), false)
	f.Add([]byte("\x0a\x08\x12\x06\x12\x01\x0a\x12\x01\xff"), true)
	f.Fuzz(func(t *testing.T, body []byte, binary bool) {
		format := JSON
		if binary {
			format = Protobuf
		}
		result, err := read(body, format, received)
		if err != nil {
			return
		}
		for _, o := range result.Observations {
			check(t, o)
		}
		again, err := read(body, format, received)
		if err != nil || !reflect.DeepEqual(result, again) {
			t.Errorf("the same body reports\n%+v\nand then\n%+v, %v", result, again, err)
		}
	})
}

// check demands what every observation promises.
func check(t *testing.T, o ingest.Observation) {
	t.Helper()
	switch {
	case o.Session != nil:
		if o.Session.ID == "" || o.Session.Agent == "" {
			t.Errorf("a session without a name: %+v", o.Session)
		}
	case o.Event != nil:
		e := o.Event
		if e.ID == "" || e.SessionID == "" || e.Type == "" || e.Source != ingest.SourceTelemetry || !utf8.ValidString(e.Input+e.Output+e.ToolName+e.Error) {
			t.Errorf("a broken event: %+v", e)
		}
		if _, ok := e.At.Time(); !ok {
			t.Errorf("no time: %q", e.At)
		}
		if d := e.DurationSeconds; d != nil && (*d < 0 || math.IsInf(*d, 0) || math.IsNaN(*d)) {
			t.Errorf("a duration of %v", *d)
		}
	case o.Usage != nil:
		u := o.Usage
		if u.ID == "" || u.SessionID == "" || min(u.Input, u.Output, u.CacheRead, u.CacheWrite5m, u.CacheWrite1h, u.Thoughts) < 0 {
			t.Errorf("a broken usage: %+v", u)
		}
	default:
		t.Error("an empty observation")
	}
}

func FuzzLogs(f *testing.F) {
	fuzz(f, Logs, func() proto.Message { return &logs.LogsData{} },
		logOf("claude-code", "claude_code.user_prompt", "session.id", "s", "prompt.id", "p", "prompt", "Count the birds"),
		logOf("claude-code", "api_request", "session.id", "s", "request_id", "r", "input_tokens", "10", "cost_usd", "0.1"),
		logOf("claude-code", "tool_result", "session.id", "s", "tool_use_id", "t", "tool_name", "Task", "duration_ms", "5", "tool_input", `{"prompt":"x"}`),
		logOf("codex_exec", "codex.sse_event", "conversation.id", "s", "event.kind", "response.completed", "input_token_count", "1"),
		logOf("gemini-cli", "gemini_cli.tool_call", "session.id", "s", "function_name", "read_file", "success", `={"boolValue":true}`),
		logOf("x", "gen_ai.client.inference.operation.details", "gen_ai.usage.input_tokens", `={"intValue":"5"}`, "list", `={"arrayValue":{"values":[{"kvlistValue":{"values":[]}}]}}`))
}

func FuzzTraces(f *testing.F) {
	fuzz(f, Traces, func() proto.Message { return &trace.TracesData{} },
		spanOf("claude-code", "claude_code.llm_request", "session.id", "s", "request_id", "r", "input_tokens", `={"intValue":1}`),
		spanOf("claude-code", "claude_code.tool", "session.id", "s", "tool_use_id", "t", "span.type", "tool"),
		spanOf("x", "invoke_agent bird", "gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", "bird"))
}

func FuzzMetrics(f *testing.F) {
	fuzz(f, Metrics, func() proto.Message { return &metrics.MetricsData{} },
		metricOf("claude-code", "claude_code.lines_of_code.count", "session.id", "s", "type", "added"),
		metricOf("claude-code", "claude_code.token.usage", "session.id", "s", "type", "input"),
		metricOf("x", "http.requests"))
}
