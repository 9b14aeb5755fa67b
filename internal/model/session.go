package model

// The words of this program in the status of a session, which is not that of an event. Other programs store words of their own.
const (
	SessionActive    = "active"
	SessionPaused    = "paused"
	SessionCompleted = "completed"
	SessionFailed    = "failed"
)

// SessionStatuses returns the words of a session's status.
func SessionStatuses() []string {
	return []string{SessionActive, SessionPaused, SessionCompleted, SessionFailed}
}

// EndedSessionStatuses returns the words of a session that is over.
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

// SessionDetail is a session with what its events add up to.
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
	// CostUSD is the sum of the session's recorded costs, nil when none was recorded.
	CostUSD  *float64
	Children []Session
}

// SessionActivity is what the events of a session add up to.
type SessionActivity struct {
	EventCount int64
	// ErrorCount counts the events whose status is an error.
	ErrorCount  int64
	TotalTokens int64
	// FirstEvent and LastEvent bound the events by instant, nil when there are none.
	FirstEvent *Instant
	LastEvent  *Instant
	// Agents and Models are those that the events name, sorted.
	Agents []string
	Models []string
	// Usage is what the events of each model add up to, in no order.
	Usage []UsageByModel
}

// UsageByModel is what the events of one model add up to, with Model "" what those of none do.
type UsageByModel struct {
	Model  string
	Events int64
	Errors int64
	Tokens int64
	// Spent is what the requests to it took, none where no cost is recorded.
	Spent Spent
}

// SessionFilter selects sessions. Empty fields do not filter.
type SessionFilter struct {
	SessionID string
	AgentID   string
	Status    string
	// Since and Until bound the instant at which it was created, both inclusive.
	Since, Until Instant
}
