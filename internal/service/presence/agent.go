package presence

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// agent is what one agent is doing.
type agent struct {
	// Presence is what its row and its events say. Its Status is that of the row, "" once the agent was seen after that.
	model.Presence
	// state is active, idle or offline, as last updated.
	state string
	// seen is the time of its last activity, the zero value where that is no time.
	seen time.Time
	// base is the instant up to which others have counted its events. Those are not counted again.
	base model.Instant
	// stored is its row as it was last read or written. writing is the row that is being written. A row that is neither was
	// written by another process.
	stored, writing model.Presence
}

// agentFromRow returns the agent of a row that another process, or an earlier run, has written.
func agentFromRow(row model.Presence) agent {
	seen, _ := row.LastActivity.Time()
	return agent{Presence: row, seen: seen, base: row.LastActivity, stored: row}
}

// count adds the share of an event, less the share that was counted of it before, and reports whether that changed anything. Only
// the newest event says what the agent is doing now.
func (a *agent) count(e model.LiveEvent, before share) bool {
	if e.Timestamp.Compare(a.base) <= 0 {
		return false
	}
	was, order := a.Presence, e.Timestamp.Compare(a.LastActivity)
	if order > 0 {
		seen, ok := e.Timestamp.Time()
		if !ok {
			return false // a text that is no time would stay the newest for ever
		}
		a.seen, a.LastActivity = seen, e.Timestamp
		a.Status = "" // an agent that went offline is back
	}
	if order >= 0 {
		a.describe(e)
	}
	now := newShare(e)
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

// stateAt returns what the agent is at a time: offline if its session has ended and the agent was not seen after that, else active
// or idle by the time since its last activity.
func (a *agent) stateAt(ended map[string]model.Instant, now time.Time) string {
	end, hasEnded := ended[model.Or(a.SessionID, "")]
	if hasEnded && (end == "" || a.LastActivity.Compare(end) <= 0) || a.Status == model.PresenceOffline {
		return model.PresenceOffline
	}
	if now.Sub(a.seen) < model.ActiveWindow {
		return model.PresenceActive
	}
	return model.PresenceIdle
}

// current returns the presence of the agent with its state.
func (a *agent) current() model.Presence {
	p := a.Presence
	p.Status = a.state
	return p
}

func same(a, b model.Presence) bool {
	return a.AgentID == b.AgentID && a.Status == b.Status && a.LastActivity == b.LastActivity && a.TotalToolsExecuted == b.TotalToolsExecuted &&
		a.TotalCostTokens == b.TotalCostTokens && model.Or(a.CurrentFeatureID, "") == model.Or(b.CurrentFeatureID, "") &&
		model.Or(a.LastToolName, "") == model.Or(b.LastToolName, "") && model.Or(a.SessionID, "") == model.Or(b.SessionID, "")
}
