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

// roster is what all agents do, as far as the events up to a row tell.
type roster struct {
	agents map[string]agent
	// row is the last row that was counted, and counted what each of the newest added.
	row     int64
	counted map[int64]share
	// ended are the sessions that had ended when they were last looked at.
	ended map[string]model.Instant
}

// share is what an event adds to the totals of its agent.
type share struct {
	eventID       string
	tools, tokens int64
}

func shareOf(e model.LiveEvent) share {
	s := share{eventID: e.EventID}
	if e.ToolName != nil {
		s.tools = 1
	}
	if e.CostTokens != nil {
		s.tokens = *e.CostTokens
	}
	return s
}

// newRoster returns what stored rows and the events up to a row that are newer than they are tell.
func newRoster(stored []model.Presence, events []model.LiveEvent, row int64) *roster {
	r := &roster{agents: make(map[string]agent, len(stored)), counted: map[int64]share{}, row: row}
	for _, p := range stored {
		r.agents[p.AgentID] = agentOf(p)
	}
	for _, event := range events {
		if event.RowID <= row {
			r.count(event, share{})
			r.counted[event.RowID] = shareOf(event)
		}
	}
	r.forget()
	return r
}

func (r *roster) clone() *roster {
	return &roster{agents: maps.Clone(r.agents), row: r.row, counted: maps.Clone(r.counted), ended: r.ended}
}

// take counts an event that is new, or the difference where it was counted before, and reports whether its agent
// changed. An event that was stored before counting began is none of these.
func (r *roster) take(e model.LiveEvent) bool {
	before, counted := r.counted[e.RowID]
	if !counted && e.RowID <= r.row {
		return false
	}
	if before.eventID != e.EventID {
		before = share{} // rows that were deleted leave their number to the next
	}
	r.row = max(r.row, e.RowID)
	r.counted[e.RowID] = shareOf(e)
	r.forget()
	return r.count(e, before)
}

// count adds what an event says to its agent, without what it said before.
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

// forget drops the events that are too old to change.
func (r *roster) forget() {
	if len(r.counted) > 2*window {
		maps.DeleteFunc(r.counted, func(row int64, _ share) bool { return row <= r.row-window })
	}
}

// sessions returns the sessions in which agents are.
func (r *roster) sessions() []string {
	var ids []string
	for _, a := range r.agents {
		if id := model.Or(a.SessionID, ""); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// judge sets the state of each agent at a time, and returns those whose state changed.
func (r *roster) judge(now time.Time) []string {
	var changed []string
	for id, a := range r.agents {
		if state := a.judge(r.ended, now); state != a.state {
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

// list returns all agents by name, as they were judged.
func (r *roster) list() []model.Presence {
	list := make([]model.Presence, 0, len(r.agents))
	for _, a := range r.agents {
		list = append(list, a.judged())
	}
	slices.SortFunc(list, func(a, b model.Presence) int { return strings.Compare(a.AgentID, b.AgentID) })
	return list
}
