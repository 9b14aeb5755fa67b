package otlp

import (
	"strings"
	"time"

	trace "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Traces reads a request to export spans. received is the time of spans that have none.
func Traces(body []byte, format Format, received time.Time) (Result, error) {
	var data trace.TracesData
	if err := decode(body, format, &data); err != nil {
		return Result{}, err
	}
	to := newCollector()
	for _, resource := range data.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				r := newRecord(span.GetName(), scope.GetScope().GetName(), resource.GetResource().GetAttributes(), span.GetAttributes())
				r.at = instant(span.GetStartTimeUnixNano(), "", received)
				r.span, r.traceID, r.spanID = true, hexID(span.GetTraceId()), hexID(span.GetSpanId())
				r.failed = span.GetStatus().GetCode() == trace.Status_STATUS_CODE_ERROR
				r.message = clean(span.GetStatus().GetMessage())
				r.seconds = lasted(span)
				r.observeSpan(to)
			}
		}
	}
	return to.result(), nil
}

// lasted returns how long a span took, nil if it does not tell.
func lasted(span *trace.Span) *float64 {
	start, end := span.GetStartTimeUnixNano(), span.GetEndTimeUnixNano()
	if start == 0 || end < start {
		return nil
	}
	seconds := time.Duration(min(end-start, 1<<62)).Seconds()
	return &seconds
}

// observeSpan hands the span to who knows its program. Codex and Gemini CLI tell in their logs all that their spans tell.
func (r record) observeSpan(to *collector) {
	switch {
	case r.program == unknown:
		to.reject(ofNoAgent)
		return
	case r.program == codex, r.program == geminiCLI:
		return
	case r.session() == "":
		to.reject(ofNoSession)
		return
	}
	r.observeSession(to)
	if r.program == claudeCode {
		r.claudeSpan(to)
		return
	}
	r.genericSpan(to)
}

// claudeSpan reads a span of Claude Code.
func (r record) claudeSpan(to *collector) {
	kind := r.attrs.text("span.type")
	if kind == "" || strings.HasPrefix(r.name, "tool.") {
		kind = r.name
	}
	switch strings.TrimPrefix(kind, "claude_code.") {
	case "interaction":
		if r.promptKey() != "" {
			r.userPrompt(to)
		}
	case "llm_request":
		u := r.attrs.text("request_id")
		if u != "" || r.attrs.text("gen_ai.response.id") != "" {
			r.spanUsage(to)
		}
	case "tool", "tool.execution":
		r.toolResult(to, r.attrs.text("tool_use_id", "gen_ai.tool.call.id"))
	case "hook", "tool.blocked_on_user":
	default:
		r.mark(to, ingest.TypeCheckPoint, r.outcome())
	}
}

// spanUsage notes a request to a model. Its event says what it cost; the span adds which subagent asked.
func (r record) spanUsage(to *collector) {
	if r.attrs.text("success") == "false" {
		return
	}
	own := r.attrs.text("client_request_id")
	if r.attrs.text("request_id") == "" {
		own = r.attrs.text("gen_ai.response.id")
	}
	r.attrs["client_request_id"] = own
	r.claudeUsage(to)
}
