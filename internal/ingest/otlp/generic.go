package otlp

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// genericLog reads an event after the conventions. Only the details of a request to a model are told in no span.
func (r record) genericLog(to *collector) {
	if r.name == "gen_ai.client.inference.operation.details" {
		r.genericUsage(to)
	}
}

// genericSpan reads a span after the conventions.
func (r record) genericSpan(to *collector) {
	switch r.attrs.text("gen_ai.operation.name") {
	case "execute_tool":
		r.toolResult(to, r.attrs.text("gen_ai.tool.call.id"))
	case "invoke_agent", "create_agent", "invoke_workflow":
		r.genericDelegation(to)
	default:
		r.genericUsage(to)
	}
}

func (r record) genericDelegation(to *collector) {
	e := r.event(ingest.MarkID(r.session(), "invoke_agent", r.spanID), ingest.TypeTaskDelegation)
	e.ToolName, e.SubagentType = "Task", r.attrs.text("gen_ai.agent.name", "gen_ai.workflow.name")
	e.Status, e.Input = r.outcome(), r.attrs.text("gen_ai.agent.description")
	if e.Status == ingest.StatusFailed {
		e.Error = r.failure()
	}
	to.event(e)
}

// genericUsage notes a request to a model. By the conventions input includes what went to and came from the cache, and output what
// the model thought. The span and the event of one request have the id of its answer in common.
func (r record) genericUsage(to *collector) {
	input := r.attrs.count("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
	output := r.attrs.count("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
	if input == 0 && output == 0 {
		return
	}
	own := r.attrs.text("gen_ai.response.id")
	if own == "" && r.spanID != "" {
		own = r.traceID + "/" + r.spanID
	}
	u := r.usage("", own)
	u.Input, u.CacheRead = apart(input, r.attrs.count("gen_ai.usage.cache_read.input_tokens"))
	u.Input, u.CacheWrite5m = apart(u.Input, r.attrs.count("gen_ai.usage.cache_creation.input_tokens"))
	u.Output, u.Thoughts = apart(output, r.attrs.count("gen_ai.usage.reasoning.output_tokens"))
	to.usage(u)
}
