package otlp

import (
	"math"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// quiet are the events of Claude Code that tell of its own doings; hooks and transcripts tell what matters of them. An answer is
// among them because it names its message by another id than transcripts do, and would stand there twice.
var quiet = map[string]bool{
	"assistant_response": true, "hook_registered": true, "hook_execution_start": true, "hook_execution_complete": true, "hook_plugin_metrics": true,
	"subagent_completed": true, "api_request_body": true, "api_response_body": true, "retention_sweep": true, "plugin_loaded": true,
}

// claudeLog reads an event of Claude Code. One that is not known is kept as a mark.
func (r record) claudeLog(to *collector) {
	switch r.name {
	case "user_prompt":
		r.userPrompt(to)
	case "api_request":
		r.claudeUsage(to)
	case "api_error", "api_retries_exhausted", "api_refusal":
		r.mark(to, ingest.TypeError, ingest.StatusFailed)
	case "tool_decision":
		r.toolDecision(to, r.attrs.text("tool_use_id"))
	case "tool_result":
		r.toolResult(to, r.attrs.text("tool_use_id"))
	default:
		if !quiet[r.name] {
			r.mark(to, ingest.TypeCheckPoint, ingest.StatusRecorded)
		}
	}
}

// redacted is what programs send in place of a text that is not to be told.
const redacted = "<REDACTED>"

func told(text string) string {
	if strings.EqualFold(text, redacted) || strings.EqualFold(text, "[REDACTED]") {
		return ""
	}
	return text
}

// userPrompt notes a prompt of the user.
func (r record) userPrompt(to *collector) {
	key := r.promptKey()
	firm := key != "" && r.program != geminiCLI
	if key == "" {
		key = r.attrs.text("message.uuid")
	}
	if key == "" {
		key = r.sequence()
	}
	e := r.event(ingest.PromptID(r.session(), key), ingest.TypeToolCall)
	e.ToolName, e.Input, e.ParentID = model.ToolUserQuery, told(r.attrs.text("prompt", "user_prompt")), ""
	e.Fingerprint = ingest.PromptFingerprint(ingest.SourceTelemetry, r.session(), firm)
	delete(e.Context, "prompt")
	delete(e.Context, "user_prompt")
	forgetTelling(e.Context)
	to.event(e)
}

// claudeUsage notes a request to a model. Its counts exclude what came from the cache.
func (r record) claudeUsage(to *collector) {
	requestID := r.attrs.text("request_id")
	u := r.usage(requestID, r.attrs.text("client_request_id"))
	u.Input, u.Output = r.attrs.count("input_tokens"), r.attrs.count("output_tokens")
	u.CacheRead, u.CacheWrite5m = r.attrs.count("cache_read_tokens"), r.attrs.count("cache_creation_tokens")
	u.Fast = r.attrs.text("speed") == "fast"
	u.SubagentType = r.attrs.text("agent.name")
	u.StatedMicroUSD = r.statedCost()
	if requestID == "" { // some gateways name none, to transcripts neither
		u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTelemetry, u.SessionID, u)
	}
	to.usage(u)
}

// usage begins the usage of a request: named by the id that transcripts know too, else by one that telemetry alone knows.
func (r record) usage(requestID, ownID string) ingest.Usage {
	if ownID == "" {
		ownID = r.session() + "/" + r.sequence()
	}
	return ingest.Usage{
		ID: ingest.UsageID(ownID, requestID), SessionID: r.session(), At: r.at, EventID: r.prompt(), AgentID: r.agent(),
		Model: r.attrs.text("model", "gen_ai.response.model", "gen_ai.request.model"), Subagent: r.attrs.text("agent_id"),
	}
}

// statedCost returns what the program says that the request cost, nil if it says nothing that could be true.
func (r record) statedCost() *int64 {
	micros, ok := r.attrs.number("cost_usd_micros")
	if !ok {
		micros, ok = r.attrs.number("cost_usd")
		micros *= 1e6
	}
	if !ok || micros < 0 {
		return nil
	}
	stated := model.Integer(math.Round(micros))
	return &stated
}
