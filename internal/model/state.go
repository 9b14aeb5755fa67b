package model

// StateName says what a session does.
type StateName string

// The states of a session.
const (
	// StateStarted stands for a session without a prompt, StateWorking for one whose turn goes on.
	StateStarted StateName = "started"
	StateWorking StateName = "working"
	// StateWaiting stands for a session that goes on only after an answer of the user, a login, or the end of a limit.
	StateWaiting StateName = "waiting"
	// StateIdle stands for a session whose turn has ended, so that it is the turn of the user.
	StateIdle StateName = "idle"
	// StateFailed stands for a session whose turn ended with a failure.
	StateFailed StateName = "failed"
	// StateStale stands for a session whose turn is open, and of which nothing was heard for some minutes.
	StateStale StateName = "stale"
	// StateEnded stands for a session that is over, StateUnclean for one that ended in the middle of a turn, without a word.
	StateEnded   StateName = "ended"
	StateUnclean StateName = "unclean"
)

// StateReason says why a session has its state, "" for no particular reason.
type StateReason string

// The reasons for states. A session that ended may also have a reason in the words of its agent.
const (
	// What a waiting session waits for.
	WhyPermission StateReason = "permission"
	WhyQuestion   StateReason = "question"
	WhyPlan       StateReason = "plan"
	WhyLimit      StateReason = "limit"
	WhyLogin      StateReason = "login"
	// How the turn of an idle session ended.
	WhyDone        StateReason = "done"
	WhyInterrupted StateReason = "interrupted"
	WhyCutShort    StateReason = "cut short"
	// What goes on in a working session whose turn has ended.
	WhyBackground StateReason = "background"
	// Nothing was heard of the session.
	WhySilence StateReason = "silence"
	// WhyRequest stands for a request to a model that failed.
	WhyRequest StateReason = "request"
)

// StateSource says what shows the state of a session.
type StateSource string

// The sources of states: those of events, and the clock where the state follows from a silence.
const (
	ByHook       StateSource = "hook"
	ByTelemetry  StateSource = "otlp"
	ByTranscript StateSource = "transcript"
	ByAPI        StateSource = "api"
	ByClock      StateSource = "clock"
)

// SessionState is what a session does, or what it waits for.
type SessionState struct {
	Name StateName
	Why  StateReason
	// Detail says what it is about, such as the call that waits; "" for nothing.
	Detail string
	// Subagent is the name of the subagent that waits or works in the place of the session itself, "" for the session.
	Subagent string
	Since    Instant
	// Until is when a limit has passed, "" where that is not known.
	Until Instant
	By    StateSource
	// Inferred says that no source reported the state: it follows from what was and was not heard.
	Inferred bool
}

// SessionFacts is what is stored of a session that its state follows from.
type SessionFacts struct {
	SessionID, ParentID, Agent string
	// Status is the stored status, "" for a session that is known from its events alone.
	Status                 string
	CreatedAt, CompletedAt Instant
	// EndReason is why the agent ended the session, in its own words. Silent says that it ended because nothing was heard of it.
	EndReason string
	Silent    bool
	// Prompt is the latest prompt, nil for none.
	Prompt *SessionSign
	// Signs are what happened since the latest prompt, in the order of time. Running are calls that began before it and have not ended.
	Signs []SessionSign
	// LastRequest is the time of the latest request to a model, "" for none.
	LastRequest Instant
}

// SessionSign is an event of a session, as far as the state of the session follows from it.
type SessionSign struct {
	EventID, SessionID string
	// Subagent is the id of the subagent in which it happened, "" for the main thread; Actor is the agent or the type of the subagent.
	Subagent, Actor string
	Type, Tool      string
	Status          Status
	At              Instant
	// EndedAt is when it ended, "" where that is not known. Silent says that it is over only because nothing was heard of its session.
	EndedAt Instant
	Silent  bool
	// Text is what it is about, Failure the message of a failure.
	Text, Failure string
	By            StateSource
	// DecidedAt is when it was decided whether the call is permitted, "" where no source reports that.
	DecidedAt Instant
	// Notice is the type of a notification. AskedCall, AskedTool and AskedText say which call is to be permitted, as far as the source says.
	Notice, AskedCall, AskedTool, AskedText string
	// Origin is what a session was started from.
	Origin string
	// Background are the ids of what goes on in the background after a turn, nil where that is not known. BackgroundText describes the first.
	Background     []string
	BackgroundText string
	// StopReason is why an answer ended, in the words of the agent.
	StopReason string
	// RetryIn are the milliseconds after which a failed request is made again, nil where it is not.
	RetryIn *float64
}

// SessionVersion is what the row of a session says of its end.
type SessionVersion struct {
	Status      string
	CompletedAt Instant
}

// Version returns what the row of the session says of its end.
func (f SessionFacts) Version() SessionVersion { return SessionVersion{f.Status, f.CompletedAt} }

// StateMarks say what had been stored when states were read: the numbers of the last rows.
type StateMarks struct{ LastEvent, LastSession, LastRequest int64 }

// StateChange is the state of a session after a change.
type StateChange struct {
	SessionID string
	State     SessionState
}
