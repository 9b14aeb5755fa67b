package otlp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// span writes a span of one trace, with an id and the id of its parent.
func traceSpan(id, parent int, name string, pairs ...string) string {
	above := ""
	if parent > 0 {
		above = fmt.Sprintf(`"parentSpanId":"%016x",`, parent)
	}
	return fmt.Sprintf(`{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"%016x",%s"name":%q,"startTimeUnixNano":"1773847800000000000",`+
		`"endTimeUnixNano":"1773847801000000000","attributes":%s}`, id, above, name, attrs(pairs...))
}

func tracesOf(spans ...string) string {
	return `{"resourceSpans":[{"resource":{"attributes":` + attrs("service.name", "menu-bot") + `},"scopeSpans":[{"spans":[` + strings.Join(spans, ",") + `]}]}]}`
}

func tokensOf(input int) []string {
	return []string{"gen_ai.usage.input_tokens", fmt.Sprintf(`={"intValue":"%d"}`, input), "gen_ai.usage.output_tokens", `={"intValue":"1"}`}
}

// TestTheSpanAroundARunIsNoRequest has a run of two requests with 50 and 60 tokens, whose outer spans carry the sum, as several libraries write
// it. The spans come in any order, together or in an export each.
func TestTheSpanAroundARunIsNoRequest(t *testing.T) {
	request := func(id, parent, tokens int, more ...string) string {
		return traceSpan(id, parent, "chat gpt-5.5", slices.Concat([]string{"gen_ai.operation.name", "chat", "gen_ai.request.model", "gpt-5.5"}, tokensOf(tokens), more)...)
	}
	old := func(id, parent, tokens int) string { // before operations had names
		return traceSpan(id, parent, "openai.chat", slices.Concat([]string{"gen_ai.system", "openai", "gen_ai.request.model", "gpt-5.5", "gen_ai.response.id", fmt.Sprint("r", id)}, tokensOf(tokens))...)
	}
	for name, spans := range map[string][]string{
		"Pydantic AI": {request(2, 1, 50), request(3, 1, 60),
			traceSpan(1, 0, "agent run", slices.Concat([]string{"model_name", "gpt-5.5", "agent_name", "menu", "gen_ai.agent.name", "menu"}, tokensOf(110))...)},
		"Pydantic AI, with a model": {request(2, 1, 50), request(3, 1, 60),
			traceSpan(1, 0, "agent run", slices.Concat([]string{"gen_ai.request.model", "gpt-5.5"}, tokensOf(110))...)},
		"the conventions": {request(2, 1, 50, "gen_ai.agent.name", "menu"), request(3, 1, 60, "gen_ai.agent.name", "menu"),
			traceSpan(1, 0, "invoke_agent menu", slices.Concat([]string{"gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", "menu", "gen_ai.request.model", "gpt-5.5"}, tokensOf(110))...)},
		"a workflow around an agent": {request(3, 2, 50), request(4, 2, 60),
			traceSpan(2, 1, "invoke_agent menu", slices.Concat([]string{"gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", "menu"}, tokensOf(110))...),
			traceSpan(1, 0, "invoke_workflow lunch", slices.Concat([]string{"gen_ai.operation.name", "invoke_workflow", "gen_ai.workflow.name", "lunch"}, tokensOf(110))...)},
		"OpenLLMetry": {old(2, 1, 50), old(3, 1, 60),
			traceSpan(1, 0, "lunch.workflow", slices.Concat([]string{"traceloop.span.kind", "workflow", "gen_ai.request.model", "gpt-5.5"}, tokensOf(110))...)},
		"OpenInference": {request(2, 1, 50, "openinference.span.kind", "LLM"), request(3, 1, 60, "openinference.span.kind", "LLM"),
			traceSpan(1, 0, "lunch", slices.Concat([]string{"openinference.span.kind", "CHAIN", "gen_ai.response.model", "gpt-5.5"}, tokensOf(110))...)},
		"an operation that nobody knows": {request(2, 1, 50), request(3, 1, 60),
			traceSpan(1, 0, "plan lunch", slices.Concat([]string{"gen_ai.operation.name", "plan"}, tokensOf(110))...)},
		"no run at all": {old(2, 0, 50), request(3, 0, 60)},
	} {
		t.Run(name, func(t *testing.T) {
			backwards := slices.Clone(spans)
			slices.Reverse(backwards)
			for _, order := range [][]string{spans, backwards} {
				n, input := usages(mustRead(t, tracesOf(order...)))
				if n != 2 || input != 110 {
					t.Errorf("together: %d requests with %d tokens", n, input)
				}
				n, input = 0, 0
				for _, span := range order {
					more, tokens := usages(mustRead(t, tracesOf(span)))
					n, input = n+more, input+tokens
				}
				if n != 2 || input != 110 {
					t.Errorf("in an export each: %d requests with %d tokens", n, input)
				}
			}
		})
	}
}

// TestASpanThatSaysNothingOfItselfIsASumAroundOthers: in one export it is known which spans are around others.
func TestASpanThatSaysNothingOfItselfIsASumAroundOthers(t *testing.T) {
	inner := traceSpan(3, 2, "chat gpt-5.5", slices.Concat([]string{"gen_ai.operation.name", "chat"}, tokensOf(50))...)
	between := traceSpan(2, 1, "step")
	outer := traceSpan(1, 0, "call_llm", slices.Concat([]string{"gen_ai.request.model", "gpt-5.5"}, tokensOf(50))...)
	for _, order := range [][]string{{inner, between, outer}, {outer, between, inner}} {
		result, err := Traces([]byte(tracesOf(order...)), JSON, received)
		if n, input := usages(result); err != nil || n != 1 || input != 50 {
			t.Errorf("%d requests with %d tokens, %v", n, input, err)
		}
	}
	if n, _ := usages(mustRead(t, tracesOf(outer))); n != 1 {
		t.Errorf("alone it is %d requests", n)
	}
}

// TestALibraryAroundThatOfAVendorRepeatsItsRequests: both name the operation, and the vendor's alone names the answer.
func TestALibraryAroundThatOfAVendorRepeatsItsRequests(t *testing.T) {
	chat := func(id, parent, tokens int, more ...string) string {
		return traceSpan(id, parent, "chat gpt-5.5", slices.Concat([]string{"gen_ai.operation.name", "chat", "gen_ai.request.model", "gpt-5.5"}, tokensOf(tokens), more)...)
	}
	answer := []string{"gen_ai.response.id", "r1"}
	for name, test := range map[string]struct {
		spans    []string
		requests int
		input    int64
	}{
		"the same request":                  {[]string{chat(1, 0, 50), chat(2, 1, 50, answer...)}, 1, 50},
		"three libraries":                   {[]string{chat(1, 0, 50), chat(2, 1, 50), traceSpan(3, 2, "post"), chat(4, 3, 50, answer...)}, 1, 50},
		"one with an answer of its own":     {[]string{chat(1, 0, 50, "gen_ai.response.id", "r0"), chat(2, 1, 50, answer...)}, 2, 100},
		"a tool within that asks something": {[]string{chat(1, 0, 70), chat(2, 1, 50, answer...)}, 2, 120},
	} {
		t.Run(name, func(t *testing.T) {
			if n, input := usages(mustRead(t, tracesOf(test.spans...))); n != test.requests || input != test.input {
				t.Errorf("%d requests with %d tokens", n, input)
			}
		})
	}
}

func TestSpansThatAreAroundEachOtherDoNotLoop(t *testing.T) {
	a := traceSpan(1, 2, "chat", slices.Concat([]string{"gen_ai.operation.name", "chat"}, tokensOf(5))...)
	b := traceSpan(2, 1, "chat", slices.Concat([]string{"gen_ai.operation.name", "chat"}, tokensOf(6))...)
	self := traceSpan(3, 3, "chat", slices.Concat([]string{"gen_ai.operation.name", "chat"}, tokensOf(7))...)
	if n, input := usages(mustRead(t, tracesOf(a, b, self))); n != 3 || input != 18 {
		t.Errorf("%d requests with %d tokens", n, input)
	}
}

func TestOlderNamesOfCachedTokensAreRead(t *testing.T) {
	u := only(t, spanOf("our-bot", "chat", "gen_ai.operation.name", "chat", "gen_ai.conversation.id", "s", "gen_ai.response.id", "r", "gen_ai.usage.input_tokens", `={"intValue":100}`,
		"gen_ai.usage.cache_read_input_tokens", `={"intValue":60}`, "gen_ai.usage.cache_creation_input_tokens", `={"intValue":10}`)).Usage
	if u.Input != 30 || u.CacheRead != 60 || u.CacheWrite5m != 10 {
		t.Errorf("%+v", u)
	}
}
