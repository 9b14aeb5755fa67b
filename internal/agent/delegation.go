package agent

import "slices"

// DelegationBy returns how a tool of an agent gives work to subagents, and false for a tool that does not. id is that of the agent; the
// tools of one that is not known are held against those of all agents.
func DelegationBy(id, tool string) (Delegation, bool) {
	known := IsProgram(id)
	for i := range registry {
		if known && registry[i].ID != id {
			continue
		}
		if slices.Contains(registry[i].Delegation.Tools, tool) {
			return registry[i].Delegation, true
		}
	}
	return Delegation{}, false
}
