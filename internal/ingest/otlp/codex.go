package otlp

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// codexLog reads an event of Codex.
func (r record) codexLog(to *collector) {
	switch r.name {
	case "conversation_starts":
		r.mark(to, ingest.TypeStart, ingest.StatusRecorded)
	case "user_prompt":
		r.userPrompt(to)
	case "tool_decision":
		r.toolDecision(to, r.attrs.text("call_id"))
	case "tool_result":
		r.toolResult(to, r.attrs.text("call_id"))
	case "sse_event", "websocket_event":
		r.codexUsage(to)
	case "api_request", "websocket_request":
		if r.attrs.text("error.message") != "" {
			r.mark(to, ingest.TypeError, ingest.StatusFailed)
		}
	default:
		r.mark(to, ingest.TypeCheckPoint, ingest.StatusRecorded)
	}
}

// codexUsage notes a request to a model when its answer is complete. Input includes what came from the cache, and output what the
// model thought.
func (r record) codexUsage(to *collector) {
	if r.attrs.text("event.kind") != "response.completed" {
		return
	}
	u := r.usage("", r.attrs.text("response_id", "response.id"))
	u.Input, u.CacheRead = apart(r.attrs.count("input_token_count"), r.attrs.count("cached_token_count"))
	u.Output, u.Thoughts = apart(r.attrs.count("output_token_count"), r.attrs.count("reasoning_token_count"))
	u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTelemetry, u.SessionID, u)
	to.usage(u)
}

// apart takes a part out of the whole that includes it. A part that is larger than its whole was not in it.
func apart(whole, part int64) (rest, of int64) {
	if part > whole {
		return whole, part
	}
	return whole - part, part
}
