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
	// DurationSeconds is nil where none is recorded.
	DurationSeconds *float64
	Status          Status
	Model           *string
	// CostTokens is the number of tokens that the event cost, nil when none was recorded.
	CostTokens *int64
}

// EventDetail is an event with all stored fields.
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
	// ToolUserQuery marks an event that starts a turn: a prompt of the user.
	ToolUserQuery = "UserQuery"
	// ToolUserCommand marks a command of the shell that the user typed: it begins no turn, and is no call of the agent.
	ToolUserCommand = "UserCommand"
	// ToolTask marks an event that delegates work to another agent.
	ToolTask = "Task"
	// ToolMessage stands in place of a tool for what an agent said.
	ToolMessage = "Message"
	// ToolTaskOutput marks a notification of a background task. The event carries the id of that task.
	ToolTaskOutput = "TaskOutput"
)

// UnknownAgent is shown for an event without an agent.
const UnknownAgent = "unknown"

// EventFilter selects events. Empty fields do not filter.
type EventFilter struct {
	SessionID string
	AgentID   string
	EventType string
	// EventTypes are alternatives. Where EventType is set too, both must match.
	EventTypes []string
	ToolName   string
	Status     string
	FeatureID  string
	Model      string
	// SpawnerType is the type that SpawnerFromEvent returns.
	SpawnerType string
	// Roots excludes events below another stored event.
	Roots bool
	// Since and Until are bounds of the timestamp, both inclusive.
	Since Instant
	Until Instant
	// Query contains words that must all occur in the summaries, regardless of case.
	Query string
}

// ChainLink is an event of a delegation chain with its distance from the root.
type ChainLink struct {
	Event
	Depth int
}

// Call is a call of a tool: a row of tool_traces. Input is the whole input, nil where none is stored.
type Call struct {
	ID    string
	Input *string
}
