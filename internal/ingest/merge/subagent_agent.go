package merge

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// creditSubagent has an event of a subagent belong to the type of agent that its delegation names: not every source knows that type.
func (e *event) creditSubagent(delegation *event) {
	if delegation != nil && delegation != e && isMoreSpecific(e.AgentID, delegation.SubagentType) {
		e.AgentID, e.changed = delegation.SubagentType, true
	}
}

// creditSubagent does the same for a request. Sources that do not know the type of the subagent leave it out.
func (u *usage) creditSubagent(delegation *event) {
	if delegation == nil || delegation.SubagentType == "" {
		return
	}
	if isMoreSpecific(u.AgentID, delegation.SubagentType) {
		u.AgentID, u.changed = delegation.SubagentType, true
	}
	if setIfEmpty(&u.SubagentType, delegation.SubagentType) {
		u.changed = true
	}
}

// startedSubagent returns the delegation that a reported event changed so that it says more of its subagent, "" for none.
func startedSubagent(e *event, before ingest.EventRow) string {
	if e.TaskID != before.TaskID || e.SubagentType != before.SubagentType {
		return e.TaskID
	}
	return ""
}
