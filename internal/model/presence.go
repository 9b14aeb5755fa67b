package model

import "time"

// ActiveWindow is the time after its last activity for which an agent counts as active.
const ActiveWindow = 5 * time.Minute

// The statuses of presence.
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
