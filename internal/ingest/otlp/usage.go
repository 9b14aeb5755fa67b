package otlp

import (
	"math"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reportRequest reports a request to a model of an agent of the registry. A request that failed has no tokens.
func (r *record) reportRequest(to *collector) {
	t := r.agent.Telemetry
	requestID := r.attrs.text(t.RequestID)
	if r.isSpan && (r.attrs.text("success") == "false" || requestID == "" && r.attrs.text("gen_ai.response.id") == "") {
		return
	}
	u := r.usage(requestID, r.attrs.text(t.OwnRequest...))
	u.Input, u.CacheRead = r.attrs.count(t.Tokens.Input), r.attrs.count(t.Tokens.CacheRead)
	u.Output, u.Thoughts = r.attrs.count(t.Tokens.Output), r.attrs.count(t.Tokens.Thoughts)
	u.CacheWrite5m = r.attrs.count(t.Tokens.CacheWrite)
	if t.Tokens.InputHasCache {
		u.Input, u.CacheRead = apart(u.Input, u.CacheRead)
		u.Input, u.CacheWrite5m = apart(u.Input, u.CacheWrite5m)
	}
	if t.Tokens.OutputHasThoughts {
		u.Output, u.Thoughts = apart(u.Output, u.Thoughts)
	}
	u.Input = model.AddSaturating(u.Input, r.attrs.count(t.Tokens.Tools))
	u.Tier = ingest.TierOf(r.attrs.text("service_tier"), r.attrs.text("speed"))
	u.SubagentType = r.attrs.text("agent.name")
	u.StatedMicroUSD = r.statedCost()
	if requestID == "" { // transcripts know no id of the request either, or another one
		u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTelemetry, u.SessionID, u)
	}
	to.usage(u)
}

// usage returns the usage of a request without its tokens: named by the id that transcripts know too, else by one that telemetry alone knows.
func (r *record) usage(requestID, ownID string) ingest.Usage {
	if ownID == "" {
		ownID = r.session() + "/" + r.sequence()
	}
	return ingest.Usage{
		ID: ingest.UsageID(ownID, requestID), RequestID: requestID, SessionID: r.session(), At: r.at, EventID: r.promptEvent(), AgentID: r.agentID(),
		Model: r.attrs.text("model", "gen_ai.response.model", "gen_ai.request.model"), Subagent: r.attrs.text("agent_id"),
	}
}

// statedCost returns what the agent says that the request cost, nil if it says nothing that can be true.
func (r *record) statedCost() *int64 {
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

// apart takes a part out of the whole that includes it. A part that is larger than its whole was not in it.
func apart(whole, part int64) (rest, taken int64) {
	if part > whole {
		return whole, part
	}
	return whole - part, part
}
