package ingest

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Observation is what a source tells of one thing: exactly one of its members is set.
type Observation struct {
	Session *Session
	Event   *Event
	Usage   *Usage
	Stop    *Stop
}

// Session is what a source knows of a session. Empty fields say nothing.
type Session struct {
	ID string
	// Agent is the program, one of the constants of this package or any other.
	Agent    string
	ParentID string
	// ContinuedFrom is the session that this one goes on with.
	ContinuedFrom  string
	TranscriptPath string
	Cwd            string
	Title          string
	Model          string
	StartCommit    string
	// EndCommit, HandoffNotes and RecommendedNext tell how it was left; who tells it last is right.
	EndCommit       string
	HandoffNotes    string
	RecommendedNext string
	At              model.Instant
	// EndedAt is when it ended; Failed says that it ended in failure.
	EndedAt model.Instant
	Failed  bool
	// IsSubagent says that a subagent ran in it.
	IsSubagent bool
	Metadata   map[string]json.RawMessage
}

// Event is what a source knows of one event: a prompt, a call of a tool, a delegation, a message of the agent. Empty fields say
// nothing; each is filled by the first source that knows it, but Input and Output by the longest text, At by the earliest instant,
// and Status by the one that comes last in the life of an event.
type Event struct {
	// ID is made by the functions of keys.go, so that all sources of one event agree.
	ID        string
	SessionID string
	// AgentID is who did it: the agent's program, or the subagent's type.
	AgentID string
	// Type is one of the types that agent_events permits, see the constants of this package.
	Type     string
	ToolName string
	At       model.Instant
	Input    string
	Output   string
	// ToolInput is the whole input as JSON.
	ToolInput json.RawMessage
	// ParentID is the event below which it hangs; it need not be stored yet.
	ParentID string
	// InTurn says that it hangs below the latest prompt of its session at its instant, where the source cannot name that. ParentID
	// and the delegation of its Subagent win over it.
	InTurn bool
	// MayContinue says that the source reports a prompt and the continuation of a turn alike. Such a prompt counts only if no turn of its
	// session is open at its time, and never replaces the text of a prompt that is known.
	MayContinue bool
	// Subagent is the id of the subagent in which it happened: the event hangs below the delegation that carries this id as its
	// TaskID, as soon as that is known. It wins over ParentID.
	Subagent     string
	SubagentType string
	// TaskID is the id of the subagent that a delegation started.
	TaskID    string
	FeatureID string
	Model     string
	Status    Status
	// DurationSeconds is how long it took, as the source says. EndedAt is when the source saw it end: how long it took follows from that
	// where no source says so.
	DurationSeconds *float64
	EndedAt         model.Instant
	// CostTokens is what the source says that the event took; where requests to a model are stored for it, their sum counts.
	CostTokens *int64
	// Source is the format that tells it: "hook", "transcript", "otlp", "api".
	Source string
	// Context is whatever else is known, kept as it is: members that are there already stay.
	Context map[string]json.RawMessage
	// ToolUseID, if set, has the call of a tool kept in tool_traces too.
	ToolUseID string
	// Error is the message of a failure.
	Error string
	// Fingerprint joins it with what sources that share no id of it tell, nil where all share the id.
	Fingerprint *Fingerprint
}

// The types of events that the schema permits.
const (
	TypeToolCall       = "tool_call"
	TypeToolResult     = "tool_result"
	TypeError          = "error"
	TypeDelegation     = "delegation"
	TypeCompletion     = "completion"
	TypeStart          = "start"
	TypeEnd            = "end"
	TypeCheckPoint     = "check_point"
	TypeTaskDelegation = "task_delegation"
)

// Status is that of the model.
type Status = model.Status

// The statuses that readers of formats report.
const (
	StatusUnknown   = model.StatusNone
	StatusRecorded  = model.StatusRecorded
	StatusStarted   = model.StatusStarted
	StatusCancelled = model.StatusCancelled
	StatusCompleted = model.StatusCompleted
	StatusFailed    = model.StatusFailed
)

// Usage is what one request to a model took, in tokens that do not overlap, and what it cost. One request is one row, of which
// the observation with the most tokens counts; a cost that its source states wins over one that is computed.
type Usage struct {
	// ID is made by UsageID.
	ID        string
	SessionID string
	At        model.Instant
	Model     string
	// EventID is the event, or the prompt, to which the tokens belong, "" if that is not known.
	EventID  string
	AgentID  string
	Subagent string
	// SubagentType is the type of the subagent that asked, "" for the main agent.
	SubagentType string
	// ToolName is the tool for which it was asked, "" if that is not known.
	ToolName                             string
	Input, Output, CacheRead             int64
	CacheWrite5m, CacheWrite1h, Thoughts int64
	// Fast says that a faster and dearer service was used.
	Fast bool
	// StatedMicroUSD is what the source says that it cost, in millionths of a dollar, nil if it says nothing.
	StatedMicroUSD *int64
	Source         string
	// Fingerprint joins it with what sources that share no id of it tell, nil where all share the id.
	Fingerprint *Fingerprint
}

// Stop ends what a session left unfinished: a tool whose end nobody told is closed by the next stop, prompt or end.
type Stop struct {
	SessionID string
	// Subagent, if set, closes only what that subagent left, and the delegation that carries it as its TaskID.
	Subagent string
	// MainThread closes only what happened outside of subagents, and leaves delegations that carry a TaskID: these run in the background.
	MainThread bool
	// Except is the id of an event that stays open: the prompt that begins now and may have been told before.
	Except string
	At     model.Instant
	// Status is what they become: StatusCompleted after an orderly stop, StatusCancelled after an interruption.
	Status Status
	// Prompts says that the turns themselves are over too.
	Prompts bool
}

// TotalTokens is the number of all tokens; the kinds do not overlap.
func (u *Usage) TotalTokens() int64 {
	return u.Input + u.Output + u.CacheRead + u.CacheWrite5m + u.CacheWrite1h + u.Thoughts
}
