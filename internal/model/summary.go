package model

// SummaryRow is what the running summary keeps of one event.
type SummaryRow struct {
	// RowID is the place of the row in its table; later rows have greater ones.
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
	// Duration is in seconds; HasDuration tells a missing one from 0.
	Duration    float64
	HasDuration bool
	// Spawner is the type of the event's spawner, "" for none; CostUSD is what the context says it cost.
	Spawner string
	CostUSD float64
}
