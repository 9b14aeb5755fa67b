package otlp

import (
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reportGenerativeLog reports a log record that keeps to the conventions for generative AI. Spans report the rest.
func (r *record) reportGenerativeLog(to *collector) {
	if r.name == "gen_ai.client.inference.operation.details" && !slices.Contains(runOperations, r.attrs.text("gen_ai.operation.name")) {
		r.reportGenerativeRequest(to)
	}
}

// reportGenerativeSpan reports a span that keeps to the conventions.
func (r *record) reportGenerativeSpan(to *collector) {
	switch r.attrs.text("gen_ai.operation.name") {
	case "execute_tool":
		r.reportCall(r.attrs.text("gen_ai.tool.call.id"), to)
	case invokeAgent, "create_agent", invokeWorkflow:
		r.reportGenerativeDelegation(to)
	default:
		if r.isRequest() {
			r.reportGenerativeRequest(to)
		}
	}
}

// The operations of the conventions that are a run of an agent: tokens of these are sums.
const (
	invokeAgent    = "invoke_agent"
	invokeWorkflow = "invoke_workflow"
)

var runOperations = []string{invokeAgent, invokeWorkflow}

func (r *record) reportGenerativeDelegation(to *collector) {
	e := r.event(ingest.MarkID(r.session(), invokeAgent, r.spanID), ingest.TypeTaskDelegation)
	e.ToolName, e.SubagentType = model.ToolTask, r.attrs.text("gen_ai.agent.name", "gen_ai.workflow.name")
	e.Status, e.Input = r.outcome(), r.attrs.text("gen_ai.agent.description")
	if e.Status == ingest.StatusFailed {
		e.Error = r.failure()
	}
	to.event(e)
}

// The attributes that hold the tokens of a request, the current names first.
var (
	inputTokens      = []string{"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"}
	outputTokens     = []string{"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"}
	cacheReadTokens  = []string{"gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"}
	cacheWriteTokens = []string{"gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens"}
	thoughtTokens    = []string{"gen_ai.usage.reasoning.output_tokens"}
)

func (r *record) hasTokens() bool {
	return r.attrs.count(inputTokens...) > 0 || r.attrs.count(outputTokens...) > 0
}

// reportGenerativeRequest reports a request to a model. By the conventions input includes what was written to and read from the cache, and
// output the thoughts. The span and the log record of one request share the id of its answer.
func (r *record) reportGenerativeRequest(to *collector) {
	r.reportGenerativeMessages(to)
	if !r.hasTokens() {
		return
	}
	ownID := r.attrs.text("gen_ai.response.id")
	if ownID == "" && r.spanID != "" {
		ownID = r.traceID + "/" + r.spanID
	}
	u := r.usage("", ownID)
	u.Input, u.CacheRead = apart(r.attrs.count(inputTokens...), r.attrs.count(cacheReadTokens...))
	u.Input, u.CacheWrite5m = apart(u.Input, r.attrs.count(cacheWriteTokens...))
	u.Output, u.Thoughts = apart(r.attrs.count(outputTokens...), r.attrs.count(thoughtTokens...))
	to.usage(u)
}
