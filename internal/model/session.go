package model

// The statuses of a session that this program writes. They differ from those of events. Other programs store other words.
const (
	SessionActive    = "active"
	SessionPaused    = "paused"
	SessionCompleted = "completed"
	SessionFailed    = "failed"
)

// SessionStatuses returns the statuses of sessions.
func SessionStatuses() []string {
	return []string{SessionActive, SessionPaused, SessionCompleted, SessionFailed}
}

// EndedSessionStatuses returns the statuses of ended sessions.
func EndedSessionStatuses() []string { return []string{SessionCompleted, SessionFailed} }

// Session is one run of an agent: a row of sessions.
type Session struct {
	SessionID       string
	Agent           string
	ParentSessionID *string
	ContinuedFrom   *string
	CreatedAt       Instant
	CompletedAt     *Instant
	// Status is "" where none is stored.
	Status      string
	StartCommit *string
	// LastUserQuery is the newest prompt, Title the agent's title of the session, and Folder the folder in which it ran; nil where none is
	// stored.
	LastUserQuery, Title, Folder *string
}

// SessionDetail is a session with the totals of its events.
type SessionDetail struct {
	Session
	SessionActivity
	EndCommit       *string
	IsSubagent      bool
	TranscriptPath  *string
	LastUserQueryAt *Instant
	HandoffNotes    *string
	RecommendedNext *string
	Model           *string
	// CostUSD is the sum of the recorded costs of the session, nil where none is recorded.
	CostUSD  *float64
	Children []Session
}

// SessionActivity is the totals of the events of a session.
type SessionActivity struct {
	EventCount int64
	// ErrorCount is the number of events whose status is an error.
	ErrorCount  int64
	TotalTokens int64
	// FirstEvent and LastEvent are the times of the first and the last event, nil without events.
	FirstEvent *Instant
	LastEvent  *Instant
	// Agents and Models are those of the events, sorted.
	Agents []string
	Models []string
	// Usage is the totals of the events by model, in no particular order.
	Usage []UsageByModel
}

// UsageByModel is the totals of the events of one model. Model is "" for events without a model.
type UsageByModel struct {
	Model  string
	Events int64
	Errors int64
	Tokens int64
	// Spent is the usage of requests to the model, empty where no cost is recorded.
	Spent Spent
}

// SessionFilter selects sessions. Empty fields do not filter.
type SessionFilter struct {
	SessionID string
	AgentID   string
	Status    string
	// Since and Until are bounds of the time of creation, both inclusive.
	Since, Until Instant
}
