package codex

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// settings are the model and the service tier of requests. A turn_context states them for its turn, thread_settings_applied for the turns that
// follow.
type settings struct {
	// Model is that of the latest turn, ThreadModel that of the settings, Models those of the latest turns.
	Model, ThreadModel string
	Models             transcript.Recent[string]
	// ThreadTier is the tier of the settings, Tiers are those of the latest turns that state one.
	ThreadTier string
	Tiers      transcript.Recent[string]
}

// model returns the model of a turn.
func (s *settings) model(turn string) string {
	if name, ok := s.Models.Get(turn); ok {
		return name
	}
	return cmp.Or(s.Model, s.ThreadModel)
}

// tier returns the service tier of a turn.
func (s *settings) tier(turn string) string {
	if tier, ok := s.Tiers.Get(turn); ok {
		return tier
	}
	return s.ThreadTier
}

// turnContext reads the settings of a turn.
func (c *reader) turnContext(r record, out *transcript.Batch) {
	if name := transcript.Text(jsonscan.Get(r.payload, "model")); name != "" {
		c.state.Model = name
		c.state.Models.Put(c.state.Turn, name, maxTurns)
	}
	if tier := jsonscan.Get(r.payload, "service_tier"); tier.Exists() {
		c.state.Tiers.Put(c.state.Turn, parseTier(tier), maxTurns)
	}
	if cwd := transcript.Text(jsonscan.Get(r.payload, "cwd")); c.state.Cwd == "" {
		c.state.Cwd = cwd
	}
	c.addPendingPrompt(r.at, out)
}

// threadSettings reads the settings of the thread (ThreadSettingsSnapshot in codex-rs/protocol/src/protocol.rs). They are complete: a tier that
// is missing is the standard one, whatever was set before.
func (c *reader) threadSettings(value gjson.Result) {
	if !value.IsObject() {
		return
	}
	if name := transcript.Text(jsonscan.Get(value, "model")); name != "" {
		c.state.ThreadModel = name
	}
	c.state.ThreadTier, c.state.Tiers = parseTier(jsonscan.Get(value, "service_tier")), transcript.Recent[string]{}
}

// parseTier returns a service tier. Codex calls the fast tier by the name that its provider has for it too.
func parseTier(value gjson.Result) string {
	tier := ingest.TierOf(transcript.Text(value))
	if tier == ingest.TierPriority {
		return ingest.TierFast
	}
	return tier
}
