package codex

import (
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// tokens is a count of tokens as Codex writes it: Input includes Cached, Output includes Reasoning.
type tokens struct{ Input, Cached, Output, Reasoning int64 }

func parseTokens(value gjson.Result) tokens {
	return tokens{
		Input: transcript.Tokens(jsonscan.Get(value, "input_tokens")), Cached: transcript.Tokens(jsonscan.Get(value, "cached_input_tokens")),
		Output: transcript.Tokens(jsonscan.Get(value, "output_tokens")), Reasoning: transcript.Tokens(jsonscan.Get(value, "reasoning_output_tokens")),
	}
}

func (t tokens) minus(o tokens) tokens {
	return tokens{t.Input - o.Input, t.Cached - o.Cached, t.Output - o.Output, t.Reasoning - o.Reasoning}
}

func (t tokens) negative() bool {
	return t.Input < 0 || t.Cached < 0 || t.Output < 0 || t.Reasoning < 0
}

// tokenCount adds the tokens that were spent since the last count.
func (c *reader) tokenCount(info gjson.Result, at model.Instant, out *transcript.Batch) {
	if !info.IsObject() {
		return
	}
	total, spent := jsonscan.Get(info, "total_token_usage"), parseTokens(jsonscan.Get(info, "last_token_usage"))
	if total.IsObject() {
		spent = c.spentUntil(parseTokens(total), spent)
	}
	if c.state.Replaying || spent == (tokens{}) {
		return
	}
	c.addPendingPrompt(at, out)
	key := c.state.Turn + "/" + strconv.FormatInt(c.state.Total.Input+c.state.Total.Output, 10)
	if !total.IsObject() {
		key = c.state.Turn + "/" + string(at)
	}
	u := ingest.Usage{
		ID: ingest.UsageID(c.state.Own+"/"+key, ""), SessionID: c.state.Session, At: at, Model: c.state.Model, EventID: c.state.Prompt.ID,
		AgentID: c.actor(), Subagent: c.state.Subagent, SubagentType: c.state.SubagentType,
		Input: max(spent.Input-spent.Cached, 0), CacheRead: spent.Cached, Output: max(spent.Output-spent.Reasoning, 0), Thoughts: spent.Reasoning,
	}
	u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTranscript, c.state.Own, u)
	out.AddUsage(u)
}

// spentUntil returns the tokens that were spent between the last total and this one, and keeps this one. A total may be written twice, so
// the difference of two counts. Where there is no total before, or the total fell, the last request counts: the first may include the tokens
// of a session that the file continues. A first total without a last request counts in full.
func (c *reader) spentUntil(total, last tokens) tokens {
	spent := total.minus(c.state.Total)
	if spent.negative() || (!c.state.Counted && last != (tokens{})) {
		spent = last
	}
	c.state.Total, c.state.Counted = total, true
	return spent
}
