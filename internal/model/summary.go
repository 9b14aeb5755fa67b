package model

// SummaryRow is what the running summary reads of one event.
type SummaryRow struct {
	// RowID is the number of the row. Rows that were stored later have greater numbers.
	RowID     int64
	EventID   string
	AgentID   string
	SessionID string
	EventType string
	ToolName  string
	Model     string
	Status    Status
	FeatureID string
	Timestamp Instant
	Tokens    int64
	// Stated is true where the session has no requests, so that the tokens of the event count.
	Stated bool
	// Duration is in seconds. HasDuration distinguishes a missing duration from 0.
	Duration    float64
	HasDuration bool
	// Spawner is the type of the event's spawner, "" for none. CostUSD is the cost in its context.
	Spawner string
	CostUSD float64
	// Prompt is the beginning of the text of a prompt, "" of any other event.
	Prompt string
}

// IsDelegation reports whether the event gives work to another agent.
func (r *SummaryRow) IsDelegation() bool { return r.ToolName == ToolTask }
