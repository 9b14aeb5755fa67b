package otlp

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// geminiLog reads an event of Gemini CLI. Its spans and its events after the conventions tell the same once more.
func (r record) geminiLog(to *collector) {
	switch r.name {
	case "user_prompt":
		r.userPrompt(to)
	case "tool_call":
		r.geminiTool(to)
	case "api_response":
		r.geminiUsage(to)
	case "api_error":
		r.mark(to, ingest.TypeError, ingest.StatusFailed)
	case "api_request", "hook_call", "gen_ai.client.inference.operation.details":
	default:
		r.mark(to, ingest.TypeCheckPoint, ingest.StatusRecorded)
	}
}

// geminiTool notes a call of a tool. Where it has no id, prompt, name and beginning stand for one.
func (r record) geminiTool(to *collector) {
	callID := r.attrs.text("call_id", "tool_call_id", "gen_ai.tool.call.id")
	if callID == "" {
		begun := r.attrs.text("start_time")
		if begun == "" {
			begun = string(r.at)
		}
		callID = r.session() + "/" + r.promptKey() + "/" + r.attrs.text("function_name") + "/" + begun
	}
	r.toolResult(to, callID)
}

// geminiUsage notes a request to a model. Input includes what came from the cache, but not what tools were told; thoughts are no
// part of output.
func (r record) geminiUsage(to *collector) {
	u := r.usage("", r.attrs.text("response_id", "gen_ai.response.id"))
	u.Input, u.CacheRead = apart(r.attrs.count("input_token_count"), r.attrs.count("cached_content_token_count"))
	u.Input = model.AddSaturating(u.Input, r.attrs.count("tool_token_count"))
	u.Output, u.Thoughts = r.attrs.count("output_token_count"), r.attrs.count("thoughts_token_count")
	u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTelemetry, u.SessionID, u)
	to.usage(u)
}
