package codex

import (
	"cmp"
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// spending is what is known of the tokens that were spent. Codex reports a request by a count of tokens, since 0.15x also by a
// token_usage_record, which names the response: then the counts say nothing new.
type spending struct {
	// Total is the last total of tokens. Counted says that there was one.
	Total   tokens `json:"Spent"` // its name in states that are stored
	Counted bool
	// Recorded says that the file has records of requests.
	Recorded bool
	// Held is the last count of tokens, until it is known that no record reports the same request, or the file ends; nil for none. HeldTurn is
	// its turn.
	Held     *ingest.Usage
	HeldTurn string
}

// usageRecord adds a request (TokenUsageRecord in codex-rs/history/src/rollout_payload.rs). It is named by its session and its response, so that
// copies of it are the same request.
func (c *reader) usageRecord(r record, out *transcript.Batch) {
	found := jsonscan.Several(r.payload, "usage", "session_id", "response_id", "service_tier", "thread_token_usage")
	if !found[0].IsObject() {
		out.Malformed("it has no usage")
		return
	}
	if c.state.Held != nil && c.state.HeldTurn != c.state.Turn {
		c.addHeld(out)
	}
	c.state.Recorded, c.state.Held = true, nil
	c.addPendingPrompt(r.at, out)
	key := cmp.Or(transcript.ID(found[1]), c.state.Session) + "/" + transcript.ID(found[2])
	if transcript.ID(found[2]) == "" {
		total := parseTokens(found[4])
		key = c.countKey(total, total != (tokens{}), r)
	}
	u := c.usage(parseTokens(found[0]), key, found[3], r)
	u.Fingerprint.Source = sourceRecord
	out.AddUsage(u)
}

// sourceRecord is the source of records. It differs from that of counts, so that a record is matched with the count before it where that was
// reported already: the file was read to its end in between.
const sourceRecord = ingest.SourceTranscript + " record"

// tokenCount holds the tokens that were spent since the last count.
func (c *reader) tokenCount(r record, out *transcript.Batch) {
	info := jsonscan.Get(r.payload, "info")
	if !info.IsObject() {
		return
	}
	total, spent := jsonscan.Get(info, "total_token_usage"), parseTokens(jsonscan.Get(info, "last_token_usage"))
	if total.IsObject() {
		spent = c.state.spentUntil(parseTokens(total), spent)
	}
	if c.state.Recorded || spent == (tokens{}) {
		return
	}
	c.addPendingPrompt(r.at, out)
	c.addHeld(out)
	u := c.usage(spent, c.countKey(c.state.Total, total.IsObject(), r), jsonscan.Get(r.payload, "service_tier"), r)
	c.state.Held, c.state.HeldTurn = &u, c.state.Turn
}

// countKey returns the key of a request that has no id: its turn with the total of tokens after it, or with its time.
func (c *reader) countKey(total tokens, hasTotal bool, r record) string {
	if hasTotal {
		return c.state.Own + "/" + c.state.Turn + "/" + strconv.FormatInt(total.Input+total.Output, 10)
	}
	return c.state.Own + "/" + c.state.Turn + "/" + string(r.at)
}

// addHeld adds the request that was held back.
func (c *reader) addHeld(out *transcript.Batch) {
	if c.state.Held != nil {
		out.AddUsage(*c.state.Held)
		c.state.Held = nil
	}
}

// usage returns a request. tier is what its record says of the service tier, which wins over the settings.
func (c *reader) usage(t tokens, key string, tier gjson.Result, r record) ingest.Usage {
	u := ingest.Usage{
		ID: ingest.UsageID(key, ""), SessionID: c.state.Session, At: r.at, Model: c.state.model(c.state.Turn), EventID: c.state.Prompt.ID,
		AgentID: c.actor(), Subagent: c.state.Subagent, SubagentType: c.state.SubagentType, Tier: c.state.tier(c.state.Turn),
		Input: t.fresh(), CacheRead: t.Cached, CacheWrite5m: t.Written, Output: max(t.Output-t.Reasoning, 0), Thoughts: t.Reasoning,
	}
	if tier.Type == gjson.String {
		u.Tier = parseTier(tier)
	}
	u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTranscript, c.state.Own, u)
	return u
}

// spentUntil returns the tokens that were spent between the last total and this one, and keeps this one. A total may be written twice, so
// the difference of two counts. Where there is no total before, or the total fell, the last request counts: the first may include the tokens
// of a thread that the file continues. A first total without a last request counts in full.
func (s *spending) spentUntil(total, last tokens) tokens {
	spent := total.minus(s.Total)
	if spent.negative() || (!s.Counted && last != (tokens{})) {
		spent = last
	}
	s.Total, s.Counted = total, true
	return spent
}
