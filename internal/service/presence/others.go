package presence

import "github.com/htmlgraph/htmlgraph/internal/model"

// others are the changes of agent_presence by other processes.
type others struct {
	// changed are the rows that they wrote, gone the agents whose row they deleted.
	changed []model.Presence
	gone    []string
	// behind says that some of these rows lack events that are counted here; events are the recent ones.
	behind bool
	events []model.LiveEvent
}

// compare returns how stored rows differ from those that were read or written here.
func (r *roster) compare(stored []model.Presence) others {
	var o others
	there := make(map[string]bool, len(stored))
	for _, row := range stored {
		there[row.AgentID] = true
		a := r.agents[row.AgentID]
		if same(row, a.stored) || same(row, a.writing) {
			continue
		}
		o.changed = append(o.changed, row)
		o.behind = o.behind || row.LastActivity.Compare(a.LastActivity) < 0
	}
	for id, a := range r.agents {
		if a.stored.AgentID != "" && !there[id] {
			o.gone = append(o.gone, id)
			o.behind = true
		}
	}
	return o
}

// correct replaces agents by what others wrote: their row counts all events up to its instant, and those after it are added. It
// returns the ids of these agents.
func (r *roster) correct(o others) map[string]bool {
	concerned := map[string]bool{}
	for _, row := range o.changed {
		a := agentFromRow(row)
		a.state = r.agents[row.AgentID].state
		r.agents[row.AgentID] = a
		concerned[row.AgentID] = true
	}
	for _, id := range o.gone {
		delete(r.agents, id)
		concerned[id] = true
	}
	for _, event := range o.events {
		if concerned[event.AgentID] && event.RowID <= r.row {
			r.count(event, share{})
		}
	}
	return concerned
}
