package otlp

import (
	"slices"
	"strings"
)

// requestOperations are the operations that are one request to a model: those of the conventions, and names that instrumentations used before
// these settled.
var requestOperations = []string{
	"chat", "generate_content", "text_completion", "embeddings", "completion", "completions", "responses", "message", "messages", "image_generation",
}

// isRequest reports whether a span with tokens is one request to a model. A span around a whole run, such as "agent run" of Pydantic AI,
// carries the sum of its requests, which are spans of their own. Whether a span is such a run is decided by the span itself, because the spans
// of a trace may come in any order, in several exports: by its operation; without one, a request names the answer that it got, or at least
// the model that it asked and no agent. Among the spans that say no more than that, one around others with tokens is a sum. So is one that names
// its operation and has exactly their tokens, but no answer of its own: a library around that of a vendor reports each request again.
func (r *record) isRequest() bool {
	operation := strings.ToLower(r.attrs.text("gen_ai.operation.name"))
	switch {
	case r.repeatsBelow():
		return false
	case slices.Contains(requestOperations, operation):
		return true
	case r.hasRequests || r.isRun():
		return false
	case r.attrs.text("gen_ai.response.id") != "" || r.attrs["gen_ai.response.finish_reasons"] != nil:
		return true
	default:
		return r.attrs.text("gen_ai.request.model", "gen_ai.response.model") != "" && r.attrs.text("gen_ai.agent.name", "gen_ai.agent.id") == ""
	}
}

// repeatsBelow reports whether a span that names no answer has the tokens of the spans right below it.
func (r *record) repeatsBelow() bool {
	return r.hasRequests && r.attrs.text("gen_ai.response.id") == "" &&
		r.below.input == r.attrs.count(inputTokens...) && r.below.output == r.attrs.count(outputTokens...)
}

// spanKinds are the attributes by which other conventions tell what a span is: those of OpenLLMetry, OpenInference and LangSmith.
var spanKinds = []string{"traceloop.span.kind", "openinference.span.kind", "langsmith.span.kind"}

// runWords are words of which the name of a span around a run has one.
var runWords = []string{"agent", "agents", "workflow", "run", "crew", "graph", "chain", "team", "pipeline", "task", "session", "conversation"}

// isRun reports whether a span says that it is not one request: by its kind, or, where nothing else tells, by its name.
func (r *record) isRun() bool {
	if kind := r.attrs.text(spanKinds...); kind != "" {
		return !slices.Contains([]string{"llm", "embedding", "chat"}, strings.ToLower(kind))
	}
	if r.attrs.text("gen_ai.workflow.name") != "" {
		return true
	}
	if r.attrs.text("gen_ai.response.id") != "" {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(r.name), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(runWords, word) })
}
