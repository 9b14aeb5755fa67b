package otlp

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

func micro(n int64) *int64 { return &n }

func TestUsageIsReadWithoutOverlap(t *testing.T) {
	tests := map[string]struct {
		body string
		want ingest.Usage
	}{
		"Claude Code, numbers as texts": {
			logOf("claude-code", "claude_code.api_request", "session.id", "s", "prompt.id", "p", "model", "claude-opus-4-6", "request_id", "req_1",
				"input_tokens", "10", "output_tokens", "20", "cache_read_tokens", "30", "cache_creation_tokens", "40", "cost_usd", "0.0123456", "speed", "fast"),
			ingest.Usage{ID: ingest.UsageID("", "req_1"), RequestID: "req_1", EventID: ingest.PromptID("s", "p"), AgentID: "claude-code", Model: "claude-opus-4-6",
				Input: 10, Output: 20, CacheRead: 30, CacheWrite5m: 40, Tier: ingest.TierFast, StatedMicroUSD: micro(12346)},
		},
		"Claude Code, numbers as numbers; the exact cost wins": {
			logOf("claude-code", "api_request", "session.id", "s", "model", "m", "request_id", "req_1", "agent.name", "Explore",
				"input_tokens", `={"intValue":"10"}`, "output_tokens", `={"intValue":20}`, "cost_usd", `={"doubleValue":0.9}`, "cost_usd_micros", `={"intValue":7}`),
			ingest.Usage{ID: ingest.UsageID("", "req_1"), RequestID: "req_1", AgentID: "claude-code", Model: "m", SubagentType: "Explore", Input: 10, Output: 20, StatedMicroUSD: micro(7)},
		},
		"Claude Code, a span of the same request": {
			spanOf("claude-code", "claude_code.llm_request", "session.id", "s", "model", "m", "request_id", "req_1", "agent_id", "a1", "gen_ai.response.id", "msg_1",
				"input_tokens", `={"intValue":10}`, "output_tokens", `={"intValue":20}`),
			ingest.Usage{ID: ingest.UsageID("msg_1", "req_1"), RequestID: "req_1", AgentID: "claude-code", Model: "m", Subagent: "a1", Input: 10, Output: 20},
		},
		"Codex counts the cache within input and thoughts within output": {
			logOf("codex_exec", "", "event.name", "codex.sse_event", "event.kind", "response.completed", "conversation.id", "s", "model", "gpt-5-codex", "response_id", "resp_1",
				"input_token_count", "100", "cached_token_count", "60", "output_token_count", "50", "reasoning_token_count", "20"),
			ingest.Usage{ID: ingest.UsageID("resp_1", ""), AgentID: "codex", Model: "gpt-5-codex", Input: 40, CacheRead: 60, Output: 30, Thoughts: 20},
		},
		"Gemini CLI counts the cache within input, and thoughts apart": {
			logOf("gemini-cli", "gemini_cli.api_response", "session.id", "s", "model", "gemini-2.5-pro", "prompt_id", "p", "response_id", "r",
				"input_token_count", `={"intValue":100}`, "cached_content_token_count", `={"intValue":60}`, "output_token_count", `={"intValue":50}`,
				"thoughts_token_count", `={"intValue":20}`, "tool_token_count", `={"intValue":5}`),
			ingest.Usage{ID: ingest.UsageID("r", ""), EventID: ingest.PromptID("s", "p"), AgentID: "gemini-cli", Model: "gemini-2.5-pro", Input: 45, CacheRead: 60, Output: 50, Thoughts: 20},
		},
		"others keep to the conventions": {
			spanOf("our-bot", "chat gpt-5", "gen_ai.operation.name", "chat", "gen_ai.conversation.id", "s", "gen_ai.request.model", "gpt-5", "gen_ai.response.id", "r",
				"gen_ai.usage.input_tokens", `={"intValue":100}`, "gen_ai.usage.cache_read.input_tokens", `={"intValue":60}`, "gen_ai.usage.cache_creation.input_tokens", `={"intValue":10}`,
				"gen_ai.usage.output_tokens", `={"intValue":50}`),
			ingest.Usage{ID: ingest.UsageID("r", ""), AgentID: "our-bot", Model: "gpt-5", Input: 30, CacheRead: 60, CacheWrite5m: 10, Output: 50},
		},
		"a part that is larger than its whole was not in it": {
			spanOf("our-bot", "chat", "gen_ai.conversation.id", "s", "gen_ai.response.id", "r", "gen_ai.system", "anthropic",
				"gen_ai.usage.prompt_tokens", `={"intValue":10}`, "gen_ai.usage.cache_read.input_tokens", `={"intValue":60}`),
			ingest.Usage{ID: ingest.UsageID("r", ""), AgentID: "our-bot", Input: 10, CacheRead: 60},
		},
		"counts and costs that cannot be": {
			logOf("claude-code", "api_request", "session.id", "s", "request_id", "r", "input_tokens", "-5", "output_tokens", "undefined", "cache_read_tokens", "NaN",
				"cache_creation_tokens", "1e99", "cost_usd", "-1"),
			ingest.Usage{ID: ingest.UsageID("", "r"), RequestID: "r", AgentID: "claude-code", CacheWrite5m: 1<<63 - 1},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := only(t, test.body)
			test.want.SessionID, test.want.Source, test.want.At = "s", "otlp", "2026-03-18T15:30:00.000000"
			if test.want.AgentID == "codex" || test.want.AgentID == "gemini-cli" { // their transcripts know no id of a request
				test.want.Fingerprint = ingest.UsageFingerprint(ingest.SourceTelemetry, "s", test.want)
			}
			if a, b := written(t, Result{Observations: []ingest.Observation{{Usage: got.Usage}}}), written(t, Result{Observations: []ingest.Observation{{Usage: &test.want}}}); a != b {
				t.Errorf("\n%s; want\n%s", a, b)
			}
		})
	}
}

func TestTokensOfMetricsAreNotCountedAgain(t *testing.T) {
	for _, name := range []string{"claude_code.token.usage", "claude_code.cost.usage", "gemini_cli.token.usage", "gen_ai.client.token.usage"} {
		if result := mustRead(t, metricOf("claude-code", name, "session.id", "s", "type", "input")); len(result.Observations) != 0 || result.Rejected != 0 {
			t.Errorf("%s: %s", name, written(t, result))
		}
	}
}
