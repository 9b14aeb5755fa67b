package model

// The types of rows that the activity feed shows besides events.
const (
	// WorkItemSpike is the type of a work item that records a finding.
	WorkItemSpike = "spike"
	// HandoffDelegation is the type of a handoff that delegates work.
	HandoffDelegation = "delegation"
)

// Spike is a work item of type "spike": a finding.
type Spike struct {
	ID         string
	Title      string
	AssignedTo *string
	Status     *string
	CreatedAt  Instant
	// Metadata is the stored JSON text.
	Metadata *string
}

// ShownStatus returns the status, or completed where none is stored.
func (s Spike) ShownStatus() string { return Or(s.Status, string(StatusCompleted)) }

// Handoff is a row of agent_collaboration: one agent passed work to another.
type Handoff struct {
	HandoffID   string
	FromAgent   string
	ToAgent     string
	Timestamp   Instant
	SessionID   *string
	HandoffType *string
	Status      *string
	Reason      *string
	Context     *string
}

// ShownStatus returns the status, or pending where none is stored.
func (h Handoff) ShownStatus() string { return Or(h.Status, string(StatusPending)) }
