package model

import "time"

// ActiveWindow is how long after its last activity an agent counts as active.
const ActiveWindow = 5 * time.Minute

// The states of an agent's presence.
const (
	PresenceActive  = "active"
	PresenceIdle    = "idle"
	PresenceOffline = "offline"
)

// Presence is what an agent is doing now.
type Presence struct {
	AgentID            string
	Status             string
	CurrentFeatureID   *string
	LastToolName       *string
	LastActivity       Instant
	TotalToolsExecuted int64
	TotalCostTokens    int64
	SessionID          *string
}
