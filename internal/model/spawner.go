package model

import "strings"

// Spawner is what runs work outside the agent that delegated it. Both members are "" for an event without a spawner.
type Spawner struct {
	// Type is the kind of spawner, for example "gemini" or "codex".
	Type string
	// Agent is the spawned agent or model.
	Agent string
}

// SpawnedFilter selects events that have a spawner. Empty fields do not filter.
type SpawnedFilter struct {
	// SpawnerType is the type that SpawnerFromEvent returns.
	SpawnerType string
	SessionID   string
	// Since is a bound of the timestamp, inclusive.
	Since Instant
}

// SpawnerFromEvent returns the spawner of an event: that of its context; where the context has no type, the last part of the type of
// the subagent, and the agent of the event.
func SpawnerFromEvent(e Event) Spawner {
	spawner := Spawner{Type: Member(e.Context, "spawner_type"), Agent: Member(e.Context, "spawned_agent")}
	if subagent := Or(e.SubagentType, ""); spawner.Type == "" && subagent != "" {
		spawner.Type = subagent[strings.LastIndex(subagent, ":")+1:]
		spawner.Agent = Or(&e.AgentID, UnknownAgent)
	}
	return spawner
}

// DelegationTarget returns the agent to which a delegation went: the type of the subagent, else the type in the stored input, else
// "unknown".
func DelegationTarget(e Event) string {
	if target := Or(e.SubagentType, ""); target != "" {
		return target
	}
	if target := Member(e.InputSummary, "subagent_type"); target != "" {
		return target
	}
	return UnknownAgent
}
