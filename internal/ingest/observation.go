package ingest

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Observation is one report of a source. Exactly one of its members is set.
type Observation struct {
	Session *Session
	Event   *Event
	Usage   *Usage
	Stop    *Stop
	Message *Message
}

// Session is what a source knows of a session. An empty field means that the source does not know the value.
type Session struct {
	ID string
	// Agent is the program: the id of an agent of package agent, or any other.
	Agent    string
	ParentID string
	// ContinuedFrom is the session that this one continues.
	ContinuedFrom  string
	TranscriptPath string
	Cwd            string
	Title          string
	// TitleByUser says that the user chose the title. It then wins over one that the agent made.
	TitleByUser bool
	Model       string
	StartCommit string
	// EndCommit, HandoffNotes and RecommendedNext describe the state at the end. The last report counts.
	EndCommit       string
	HandoffNotes    string
	RecommendedNext string
	At              model.Instant
	// EndedAt is the time of its end; Failed says that it ended in failure.
	EndedAt model.Instant
	Failed  bool
	// IsSubagent says that a subagent ran in it.
	IsSubagent bool
	Metadata   map[string]json.RawMessage
}

// Event is what a source knows of one event: a prompt, a call of a tool, a delegation, a message of the agent. An empty field means that the
// source does not know the value. Package merge says which value wins where sources differ.
type Event struct {
	// ID is made by the functions of keys.go, so that all sources of one event use the same.
	ID        string
	SessionID string
	// AgentID is the agent: the id of the program, or the type of the subagent.
	AgentID string
	// Type is one of the types that agent_events permits, see the constants of this package.
	Type     string
	ToolName string
	At       model.Instant
	Input    string
	Output   string
	// ToolInput is the whole input as JSON.
	ToolInput json.RawMessage
	// ParentID is the event that this one belongs to; it need not be stored yet.
	ParentID string
	// InTurn says that the event belongs to the latest prompt of its session at its time, because the source cannot name the prompt. ParentID
	// and the delegation of its Subagent win over that.
	InTurn bool
	// MayContinue says that the source reports a prompt and the continuation of a turn in the same way. Such a prompt counts only if no turn of its
	// session is open at its time, and never replaces the text of a prompt that is known.
	MayContinue bool
	// Continues is the id that a prompt would have which the user did not write: what names it belongs to the latest prompt before it.
	Continues string
	// Subagent is the id of the subagent in which the event happened: it belongs to the delegation that has this id as its TaskID, as soon as
	// one is known. That wins over ParentID.
	Subagent     string
	SubagentType string
	// TaskID is the id of the subagent that a delegation started.
	TaskID string
	// TaskEnd is what a call says of the end of a subagent that another one started: it stopped the subagent, or fetched its result.
	TaskEnd   *TaskEnd
	FeatureID string
	Model     string
	Status    Status
	// DurationSeconds is the duration that the source states, in seconds. EndedAt is the time at which the source saw the event end: the
	// duration follows from it where no source states one.
	DurationSeconds *float64
	EndedAt         model.Instant
	// CostTokens is the number of tokens that the source states. Where usages belong to the event, their sum counts instead.
	CostTokens *int64
	// Source is the format of the report: "hook", "transcript", "otlp", "api".
	Source string
	// Context is whatever else is known. Members that are stored already stay as they are.
	Context map[string]json.RawMessage
	// ToolUseID is the agent's own id of a call of a tool, which is stored in tool_traces too; "" for what is no call.
	ToolUseID string
	// EndsOneRun says that EndedAt is the end of one run of a subagent, which may go on later.
	EndsOneRun bool
	// Error is the message of a failure.
	Error string
	// Fingerprint finds the row where sources share no id, nil where all share the ID.
	Fingerprint *Fingerprint
	// Message is what was said or done as a whole, nil where the source adds nothing to it. States of readers do not hold it.
	Message *Message `json:"-"`
}

// TaskEnd says that a subagent is over.
type TaskEnd struct {
	Subagent string        `json:"id"`
	Status   Status        `json:"status"`
	At       model.Instant `json:"at"`
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
	StatusRejected  = model.StatusRejected
)

// Usage is the usage and the cost of one request to a model. The kinds of tokens do not overlap. One request is one row: the observation with
// the most tokens counts, and a cost that a source states wins over one that is computed.
type Usage struct {
	// ID is made by UsageID.
	ID string
	// MessageID is the agent's own id of the message that answered, and RequestID that of the request, "" where the source does not know it. Of
	// requests with one RequestID the messages tell whether they are one request.
	MessageID, RequestID string

	SessionID string
	At        model.Instant
	Model     string
	// EventID is the event or the prompt that the request belongs to, "" if that is not known.
	EventID  string
	AgentID  string
	Subagent string
	// SubagentType is the type of the subagent that made the request, "" for the main agent.
	SubagentType string
	// ToolName is the tool for which the request was made, "" if that is not known.
	ToolName                             string
	Input, Output, CacheRead             int64
	CacheWrite5m, CacheWrite1h, Thoughts int64
	// Tier is the tier of service by which the request was billed: one of the constants of tier.go, "" for the usual one, or another word of the
	// source, whose price is not known.
	Tier string
	// InferenceGeo is the region in which the request was computed, such as "us", "" where it might be any.
	InferenceGeo string
	// WebSearches is the number of searches that are billed beside the tokens.
	WebSearches int64
	// StatedMicroUSD is the cost that the source states, in millionths of a dollar, nil if it states none.
	StatedMicroUSD *int64
	Source         string
	// Fingerprint finds the row where sources share no id, nil where all share the ID.
	Fingerprint *Fingerprint
}

// Stop ends what is running in a session. A call whose end no source reported ends with the next stop, the next prompt or the session.
type Stop struct {
	SessionID string
	// Subagent, if set, ends only what is running in that subagent, and the delegation that has it as its TaskID.
	Subagent string
	// MainThread ends only what is running outside of subagents, without the delegations that have a TaskID: these run in the background.
	MainThread bool
	// Except is the id of an event that does not end: the prompt that begins now, which may be stored already.
	Except string
	At     model.Instant
	// Status is the status of what ends: StatusCompleted after an orderly stop, StatusCancelled after an interruption, and StatusRecorded where
	// nobody knows how it ended. Such a turn is judged by what came last in it, see TurnStatus.
	Status Status
	// Prompts says that the turns end too.
	Prompts bool
	// Background are the subagents that go on in the background, nil where the source does not list them. Any other subagent is over.
	Background []string
	// EndedBy says why a stop of StatusRecorded ends something: one of the values of EndedByMember.
	EndedBy string
}

// TotalTokens is the number of all tokens; the kinds do not overlap.
func (u *Usage) TotalTokens() int64 {
	return u.Input + u.Output + u.CacheRead + u.CacheWrite5m + u.CacheWrite1h + u.Thoughts
}
