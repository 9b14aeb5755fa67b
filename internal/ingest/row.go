package ingest

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The rows that observations are merged into, as they are stored. An empty text stands for null.

// SessionRow is a row of sessions.
type SessionRow struct {
	ID, Agent               string
	ParentID, ContinuedFrom string
	CreatedAt, CompletedAt  model.Instant
	// Status is one of model.SessionStatuses, or a word of another program.
	Status                        string
	TranscriptPath                string
	StartCommit, EndCommit        string
	HandoffNotes, RecommendedNext string
	// Metadata is a JSON object.
	Metadata string
	// Model is stored only where the table has the column.
	Model string
	// LastPrompt is the text of the latest prompt, and LastPromptAt its time.
	LastPrompt   string
	LastPromptAt model.Instant
	IsSubagent   bool
	// LastAt is the time of the latest event, "" for a session that is over or that another program stored.
	LastAt model.Instant
	// Events and Tokens are what the row says of the session's events: their number, and the sum of their tokens.
	Events, Tokens int64
}

// EventRow is a row of agent_events, with the subagent in which the event happened from ingest_subagents.
type EventRow struct {
	ID, SessionID, AgentID string
	// Type is one of the types that the table permits, see TypeToolCall and the others.
	Type, ToolName string
	At             model.Instant
	// Input and Output are summaries; ToolInput is the whole input as JSON, stored only where the table has the column.
	Input, Output, ToolInput string
	// Context is a JSON object.
	Context             string
	ParentID, FeatureID string
	// Subagent is the subagent in which the event happened, TaskID the subagent that a delegation started.
	Subagent, SubagentType, TaskID string
	Model                          string
	// Source is stored only where the table has the column.
	Source string
	// IsWitnessed says that another source than a transcript reported the event. It is kept of events with derived ids.
	IsWitnessed bool
	Status      Status
	// CostTokens is nil for null, DurationSeconds too.
	CostTokens      *int64
	DurationSeconds *float64
}

// Members of the context of an event that say how its end is known, where no source stated a duration.
const (
	// EndedMember holds the time at which a source saw the event end.
	EndedMember = "ended_at"
	// StoppedMember holds the time of the stop that ended the event, because no source reported its end.
	StoppedMember = "closed_at"
)

// Members of the context of an event from which the state of its session follows.
const (
	// DecidedMember holds the time at which it was decided whether a call is permitted.
	DecidedMember = "decided_at"
	// RetryMember holds the milliseconds after which a failed request is made again.
	RetryMember = "retry_in_ms"
	// FailureMember holds the word of the agent for the kind of a failure.
	FailureMember = "failure_kind"
)

// TraceRow is a row of tool_traces: one call of a tool. Its ID is the agent's own id of the call.
type TraceRow struct {
	ID, SessionID, ToolName string
	Input, Output, Error    string
	// IsInputInexact and IsOutputInexact say that the column holds a number that was made of the text, whose digits may have been others.
	IsInputInexact, IsOutputInexact bool
	StartedAt, EndedAt              model.Instant
	DurationMS                      *int64
	// Status is one of the words that the table permits.
	Status Status
}

// UsageRow is a row of cost_events and the row beside it in ingest_usages. Usage.EventID is the event that the source named.
type UsageRow struct {
	Usage
	// BelongsTo is the event whose tokens include those of the usage: the named one, or the delegation of its subagent.
	BelongsTo string
	// MicroUSD is the cost in millionths of a dollar, nil where the price is not known.
	MicroUSD *int64
	// CostSource names where the cost is from: CostStated, or the price list.
	CostSource string
	// Reports are what sources said of the request, where several did. There are none where one did: the row is its report.
	Reports []*UsageReport
}

// UsageReport is what one source, Usage.Source, said of a request that several sources report.
type UsageReport struct {
	Usage
	// MicroUSD is what the request costs by this report, in millionths of a dollar, nil where the price is not known.
	MicroUSD *int64
	// IsChanged says that the report is to be stored.
	IsChanged bool
}

// SetPrice sets the cost: the one that a source states, else the one that the tokens are known to cost, else none.
func (u *UsageRow) SetPrice(prices Pricer) {
	if u.StatedMicroUSD != nil {
		u.MicroUSD, u.CostSource = u.StatedMicroUSD, CostStated
		return
	}
	u.MicroUSD, u.CostSource = nil, ""
	if micro, known, source := prices.Price(u.Usage); known {
		u.MicroUSD, u.CostSource = &micro, source
	}
}

// UsagePage are the requests of a page, and the number of the last row.
type UsagePage struct {
	Rows []*UsageRow
	Last int64
}

// CostStated is the CostSource of a cost that the usage itself came with.
const CostStated = "stated"

// MessageRow is a row of messages.
type MessageRow struct {
	ID, SessionID, Subagent string
	At                      model.Instant
	Position                int64
	Role                    model.Role
	Kind                    model.MessageKind
	Model                   string
	FinishReason            model.FinishReason
	// EventID is the event that the message is, "" for none.
	EventID string
	// Source is the best source that reported the message. IsWitnessed says that another source than a transcript did.
	Source      string
	IsWitnessed bool
	Revision    int64
	// Parts are the stored parts, without their texts.
	Parts []*PartRow
}

// PartRow is a row of parts.
type PartRow struct {
	Part
	// ID is the number of the row, 0 for a new one.
	ID        int64
	MessageID string
	// Source is the source of the part, "" for what is to be read again.
	Source string
	// IsTextKept says that only the source of a stored part changed: its text was not read.
	IsTextKept bool
}

// AliasRow is a row of ingest_aliases: an id under which one source reports an event or a usage, and the row that it means.
type AliasRow struct {
	ID, RowID string
	// Fingerprint is the key of the Fingerprint, and Source and IsShared are its members of these names.
	Fingerprint, Source string
	IsShared            bool
	// At and Until are the beginning and the end, as far as the source knows them.
	At, Until model.Instant
	// Text is the beginning of a prompt, "" for all else.
	Text string
	// ToolUseID is the id of the row's call in tool_traces.
	ToolUseID string
}

// LastRow is the last answer, failure or call of a turn, outside of subagents.
type LastRow struct {
	// PromptID is the prompt of the turn.
	PromptID, ID, Type, ToolName string
	Status                       Status
	At                           model.Instant
	DurationSeconds              *float64
}

// End returns when it ended, as far as its duration is known.
func (r *LastRow) End() model.Instant {
	at, ok := r.At.Time()
	if !ok || r.DurationSeconds == nil {
		return r.At
	}
	return model.NewInstant(at.Add(time.Duration(*r.DurationSeconds * float64(time.Second))))
}

// IsLaterThan reports whether it came after another one, nil for none. Of two at one time a call comes after an answer, which announces it;
// else the first by id counts.
func (r *LastRow) IsLaterThan(other *LastRow) bool {
	if other == nil {
		return true
	}
	if order := r.At.Compare(other.At); order != 0 {
		return order > 0
	}
	if isAnswer := r.ToolName == model.ToolMessage; isAnswer != (other.ToolName == model.ToolMessage) {
		return !isAnswer
	}
	return r.ID <= other.ID
}

// LastInSubagent is when the latest event of a subagent began.
type LastInSubagent struct {
	SessionID, Subagent string
	At                  model.Instant
}

// UsageSum is the sum of the tokens of all usages of one model that belong to one event.
type UsageSum struct {
	EventID, Model string
	// Usages is the number of rows.
	Usages, Tokens int64
}

// SessionTotals is the number of a session's events and the sum of their tokens.
type SessionTotals struct {
	SessionID      string
	Events, Tokens int64
}

// SessionActivity is the time of the latest event of an active session.
type SessionActivity struct {
	SessionID string
	LastAt    model.Instant
}
