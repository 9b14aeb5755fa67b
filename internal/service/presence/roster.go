package presence

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// window is how many of the newest events are remembered, because they may still change.
const window = 1000

// roster is what all agents are doing, as far as the events up to a row say.
type roster struct {
	agents map[string]agent
	// row is the last row that was counted; counted is the share of each of the newest rows.
	row     int64
	counted map[int64]share
	// ended are the sessions that had ended when they were last read, and when they did.
	ended map[string]model.Instant
}

// share is what an event adds to the totals of its agent.
type share struct {
	eventID       string
	tools, tokens int64
}

func newShare(e model.LiveEvent) share {
	s := share{eventID: e.EventID}
	if e.ToolName != nil {
		s.tools = 1
	}
	if e.CostTokens != nil {
		s.tokens = *e.CostTokens
	}
	return s
}

// newRoster returns the roster of stored rows and of the newer events up to a row.
func newRoster(stored []model.Presence, events []model.LiveEvent, row int64) *roster {
	r := &roster{agents: make(map[string]agent, len(stored)), counted: map[int64]share{}, row: row}
	for _, p := range stored {
		r.agents[p.AgentID] = agentFromRow(p)
	}
	for _, event := range events {
		if event.RowID <= row {
			r.count(event, share{})
			r.counted[event.RowID] = newShare(event)
		}
	}
	r.forget()
	return r
}

func (r *roster) clone() *roster {
	return &roster{agents: maps.Clone(r.agents), row: r.row, counted: maps.Clone(r.counted), ended: r.ended}
}

// add counts an event that is new, or the difference where it was counted before, and reports whether its agent changed. An event
// that was stored before counting began is ignored.
func (r *roster) add(e model.LiveEvent) bool {
	before, counted := r.counted[e.RowID]
	if !counted && e.RowID <= r.row {
		return false
	}
	if before.eventID != e.EventID {
		before = share{} // the number of a deleted row is used again
	}
	r.row = max(r.row, e.RowID)
	r.counted[e.RowID] = newShare(e)
	r.forget()
	return r.count(e, before)
}

// count adds the share of an event to its agent, less the share that was counted before.
func (r *roster) count(e model.LiveEvent, before share) bool {
	if e.AgentID == "" {
		return false
	}
	a, known := r.agents[e.AgentID]
	if !known {
		a.AgentID = e.AgentID
	}
	changed := a.count(e, before)
	if changed {
		r.agents[e.AgentID] = a
	}
	return changed
}

// forget removes the shares of events that are too old to change.
func (r *roster) forget() {
	if len(r.counted) > 2*window {
		maps.DeleteFunc(r.counted, func(row int64, _ share) bool { return row <= r.row-window })
	}
}

// sessions returns the sessions of the agents.
func (r *roster) sessions() []string {
	var ids []string
	for _, a := range r.agents {
		if id := model.Or(a.SessionID, ""); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// updateStates sets the state of each agent at a time, and returns those whose state changed.
func (r *roster) updateStates(now time.Time) []string {
	var changed []string
	for id, a := range r.agents {
		if state := a.stateAt(r.ended, now); state != a.state {
			a.state = state
			r.agents[id] = a
			changed = append(changed, id)
		}
	}
	return changed
}

// untilIdle returns the time until the next agent becomes idle, and at most limit.
func (r *roster) untilIdle(now time.Time, limit time.Duration) time.Duration {
	for _, a := range r.agents {
		if a.state == model.PresenceActive {
			limit = min(limit, a.seen.Add(model.ActiveWindow).Sub(now))
		}
	}
	return limit
}

// list returns all agents by name.
func (r *roster) list() []model.Presence {
	list := make([]model.Presence, 0, len(r.agents))
	for _, a := range r.agents {
		list = append(list, a.current())
	}
	slices.SortFunc(list, func(a, b model.Presence) int { return strings.Compare(a.AgentID, b.AgentID) })
	return list
}
