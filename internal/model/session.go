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

// TitleByUser marks the title of a session that its user chose.
const TitleByUser = "user"

// The classes of statuses of sessions.
const (
	SessionsRunning = "running"
	SessionsEnded   = "ended"
	SessionsFailed  = "failed"
)

// SessionClass returns the class of a status of a session: running, ended or failed. A word that is not known is a class of its own.
func SessionClass(status string) string {
	switch status {
	case SessionActive:
		return SessionsRunning
	case SessionCompleted, SessionPaused:
		return SessionsEnded
	case SessionFailed:
		return SessionsFailed
	default:
		return status
	}
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
	// LastUserQuery is the newest prompt, Title the title that its agent or its user gave the session, and Folder the folder in which it ran; nil
	// where none is stored.
	LastUserQuery, Title, Folder *string
	// TitleBy is TitleByUser where the user chose the title.
	TitleBy *string
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
	// Own is the usage of the session, with all subagents that ran in it. Below is that of the sessions below it.
	Own, Below Spent
	Children   []Session
}

// SessionActivity is the totals of the events of a session.
type SessionActivity struct {
	EventCount int64
	// ErrorCount is the number of events whose status is an error.
	ErrorCount int64
	// FirstEvent and LastEvent are the times of the first and the last event, nil without events.
	FirstEvent *Instant
	LastEvent  *Instant
	// Agents and Models are those of the events, sorted.
	Agents []string
	Models []string
	// ByModel and ByAgent are the totals of the events and requests by model and by agent, in no particular order.
	ByModel, ByAgent []NamedUsage
}

// NamedUsage is the totals of the events and of the requests of one model or agent. Name is "" for those without one.
type NamedUsage struct {
	Name   string
	Events int64
	Errors int64
	Spent  Spent
}

// SessionFilter selects sessions. Empty fields do not filter.
type SessionFilter struct {
	SessionID string
	AgentID   string
	Status    string
	// Since and Until are bounds of the time of creation, both inclusive.
	Since, Until Instant
}

// SessionOrigin is where a session ran: its agent, its folder and the session that started it, each "" where none is stored.
type SessionOrigin struct {
	Parent, Agent, Folder string
}

// deepestSession is the largest number of parents of a session. It bounds cycles.
const deepestSession = 16

// Program returns the agent that ran a session: that of the session from which it was started in the end.
func Program(sessions map[string]SessionOrigin, id string) string {
	origin := sessions[id]
	for range deepestSession {
		parent, known := sessions[origin.Parent]
		if !known {
			break
		}
		origin = parent
	}
	return origin.Agent
}
