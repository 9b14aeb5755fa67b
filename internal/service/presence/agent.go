package presence

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// agent is what one agent does.
type agent struct {
	// Presence is what row and events tell; its Status is that of the row, and none once the agent was seen since.
	model.Presence
	// state is its status as it was last judged.
	state string
	// seen is the time of its last activity, the zero value where that is no time.
	seen time.Time
	// base is the instant up to which others have counted its events: those are not counted again.
	base model.Instant
	// stored is its row as it was last read or written, and writing the row of which it is not known yet whether it
	// came to be stored. A row that is neither was written by another process.
	stored, writing model.Presence
}

// agentOf returns the agent of a row that another process, or an earlier run, has written.
func agentOf(row model.Presence) agent {
	seen, _ := row.LastActivity.Time()
	return agent{Presence: row, seen: seen, base: row.LastActivity, stored: row}
}

// count adds what an event says, without what it said before, and reports whether that changed anything. Only what is
// newer than all before says what the agent does now.
func (a *agent) count(e model.LiveEvent, before share) bool {
	if e.Timestamp.Compare(a.base) <= 0 {
		return false
	}
	was, order := a.Presence, e.Timestamp.Compare(a.LastActivity)
	if order > 0 {
		seen, ok := e.Timestamp.Time()
		if !ok {
			return false // what is no time would be newer than anything for ever
		}
		a.seen, a.LastActivity = seen, e.Timestamp
		a.Status = "" // an agent that went offline is back
	}
	if order >= 0 {
		a.describe(e)
	}
	now := shareOf(e)
	a.TotalToolsExecuted = model.AddSaturating(a.TotalToolsExecuted, now.tools-before.tools)
	a.TotalCostTokens = model.AddSaturating(a.TotalCostTokens, now.tokens-before.tokens)
	return !same(was, a.Presence)
}

func (a *agent) describe(e model.LiveEvent) {
	a.SessionID = model.NonEmpty(e.SessionID)
	if e.ToolName != nil {
		a.LastToolName = e.ToolName
	}
	if e.FeatureID != nil {
		a.CurrentFeatureID = e.FeatureID
	}
}

// judge is offline once the agent's session ended, unless the agent was seen after that; else
// the time since its last activity tells.
func (a *agent) judge(ended map[string]model.Instant, now time.Time) string {
	end, hasEnded := ended[model.Or(a.SessionID, "")]
	if hasEnded && (end == "" || a.LastActivity.Compare(end) <= 0) || a.Status == model.PresenceOffline {
		return model.PresenceOffline
	}
	if now.Sub(a.seen) < model.ActiveWindow {
		return model.PresenceActive
	}
	return model.PresenceIdle
}

// judged returns what the agent does with the status as it was judged.
func (a *agent) judged() model.Presence {
	p := a.Presence
	p.Status = a.state
	return p
}

func same(a, b model.Presence) bool {
	return a.AgentID == b.AgentID && a.Status == b.Status && a.LastActivity == b.LastActivity && a.TotalToolsExecuted == b.TotalToolsExecuted &&
		a.TotalCostTokens == b.TotalCostTokens && model.Or(a.CurrentFeatureID, "") == model.Or(b.CurrentFeatureID, "") &&
		model.Or(a.LastToolName, "") == model.Or(b.LastToolName, "") && model.Or(a.SessionID, "") == model.Or(b.SessionID, "")
}
