package otlp

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reportGenerativeLog reports a log record that keeps to the conventions for generative AI. Spans report the rest.
func (r *record) reportGenerativeLog(to *collector) {
	if r.name == "gen_ai.client.inference.operation.details" {
		r.reportGenerativeRequest(to)
	}
}

// reportGenerativeSpan reports a span that keeps to the conventions.
func (r *record) reportGenerativeSpan(to *collector) {
	switch r.attrs.text("gen_ai.operation.name") {
	case "execute_tool":
		r.reportCall(r.attrs.text("gen_ai.tool.call.id"), to)
	case "invoke_agent", "create_agent", "invoke_workflow":
		r.reportGenerativeDelegation(to)
	default:
		r.reportGenerativeRequest(to)
	}
}

func (r *record) reportGenerativeDelegation(to *collector) {
	e := r.event(ingest.MarkID(r.session(), "invoke_agent", r.spanID), ingest.TypeTaskDelegation)
	e.ToolName, e.SubagentType = model.ToolTask, r.attrs.text("gen_ai.agent.name", "gen_ai.workflow.name")
	e.Status, e.Input = r.outcome(), r.attrs.text("gen_ai.agent.description")
	if e.Status == ingest.StatusFailed {
		e.Error = r.failure()
	}
	to.event(e)
}

// reportGenerativeRequest reports a request to a model. By the conventions input includes what was written to and read from the cache, and
// output the thoughts. The span and the log record of one request share the id of its answer.
func (r *record) reportGenerativeRequest(to *collector) {
	input := r.attrs.count("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
	output := r.attrs.count("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
	if input == 0 && output == 0 {
		return
	}
	ownID := r.attrs.text("gen_ai.response.id")
	if ownID == "" && r.spanID != "" {
		ownID = r.traceID + "/" + r.spanID
	}
	u := r.usage("", ownID)
	u.Input, u.CacheRead = apart(input, r.attrs.count("gen_ai.usage.cache_read.input_tokens"))
	u.Input, u.CacheWrite5m = apart(u.Input, r.attrs.count("gen_ai.usage.cache_creation.input_tokens"))
	u.Output, u.Thoughts = apart(output, r.attrs.count("gen_ai.usage.reasoning.output_tokens"))
	to.usage(u)
}
