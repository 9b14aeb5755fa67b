package model

// Event is one action of an agent: a row of agent_events. Texts that the row lacks are nil; AgentID and Status are "" where none is
// stored.
type Event struct {
	EventID         string
	AgentID         string
	EventType       string
	Timestamp       Instant
	ToolName        *string
	InputSummary    *string
	OutputSummary   *string
	Context         *string
	SessionID       string
	FeatureID       *string
	ParentEventID   *string
	SubagentType    *string
	ChildSpikeCount int64
	// DurationSeconds is nil when none was recorded.
	DurationSeconds *float64
	Status          Status
	Model           *string
	// CostTokens is the number of tokens that the event cost, nil when none was recorded.
	CostTokens *int64
}

// EventDetail is an event with every stored field.
type EventDetail struct {
	Event
	ParentAgentID *string
	ClaudeTaskID  *string
	ToolInput     *string
	Source        *string
	StepID        *string
	CreatedAt     *Instant
	UpdatedAt     *Instant
}

// Tool names with a meaning for the service.
const (
	// ToolUserQuery marks an event that begins a turn: a prompt of the user.
	ToolUserQuery = "UserQuery"
	// ToolTask marks an event that delegates work to another agent.
	ToolTask = "Task"
	// ToolTaskOutput marks an event by which a background task sent something back. It carries the id of that task too.
	ToolTaskOutput = "TaskOutput"
)

// UnknownAgent is shown for an event that names no agent.
const UnknownAgent = "unknown"

// EventFilter selects events. Empty fields do not filter.
type EventFilter struct {
	SessionID string
	AgentID   string
	EventType string
	// EventTypes are alternatives; together with EventType both must hold.
	EventTypes []string
	ToolName   string
	Status     string
	FeatureID  string
	Model      string
	// SpawnerType is the type that SpawnerFromEvent returns.
	SpawnerType string
	// Roots leaves out the events below another one that is stored.
	Roots bool
	// Since and Until bound the instant, both inclusive.
	Since Instant
	Until Instant
	// Query holds words that must all stand in the summaries, in any case.
	Query string
}

// ChainLink is an event in a delegation chain with its distance from the root.
type ChainLink struct {
	Event
	Depth int
}
