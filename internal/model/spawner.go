package model

import "strings"

// Spawner says who runs a piece of work outside the agent that asked for it. Both
// members are "" for an event without one.
type Spawner struct {
	// Type is the kind of the spawner: "gemini", "codex", "copilot" and the like.
	Type string
	// Agent is the agent or model that was spawned.
	Agent string
}

// SpawnerOf tells the spawner of an event: what its context names, else, where the context
// names no type, the subagent: the last part of its type and the agent of the event.
func SpawnerOf(e Event) Spawner {
	spawner := Spawner{Type: Member(e.Context, "spawner_type"), Agent: Member(e.Context, "spawned_agent")}
	if subagent := Or(e.SubagentType, ""); spawner.Type == "" && subagent != "" {
		spawner.Type = subagent[strings.LastIndex(subagent, ":")+1:]
		spawner.Agent = Or(&e.AgentID, UnknownAgent)
	}
	return spawner
}

// DelegationTarget tells to whom a delegation went: the subagent's type, else the one that
// the stored input names, else "unknown".
func DelegationTarget(e Event) string {
	if target := Or(e.SubagentType, ""); target != "" {
		return target
	}
	if target := Member(e.InputSummary, "subagent_type"); target != "" {
		return target
	}
	return UnknownAgent
}
