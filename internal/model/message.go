package model

// The words for messages are those of the semantic conventions of OpenTelemetry for generative AI. Kinds and the types of parts that begin with
// "htmlgraph." are our own.

// Role says in whose name a message is.
type Role string

// The roles.
const (
	RoleSystem    Role = "system"
	RoleUser      Role = "user"
	RoleAssistant Role = "assistant"
	RoleTool      Role = "tool"
)

// MessageKind says what a message is.
type MessageKind string

// The kinds of messages.
const (
	// KindPrompt is what a user asks, KindCommand a command of the shell that the user typed, KindQueued a prompt that waits until the agent takes
	// it up.
	KindPrompt  MessageKind = "prompt"
	KindCommand MessageKind = "command"
	KindQueued  MessageKind = "queued"
	// KindAnswer is what the agent says and thinks, KindCall a call of a tool with its result.
	KindAnswer MessageKind = "answer"
	KindCall   MessageKind = "call"
	// KindReminder is what the program adds for the model in the place of the user, KindNotice what it or somebody else says, and KindCompaction
	// that the conversation was replaced by a summary.
	KindReminder   MessageKind = "reminder"
	KindNotice     MessageKind = "notice"
	KindCompaction MessageKind = "compaction"
	// KindError is a request that failed.
	KindError MessageKind = "error"
)

// MessageKinds returns all kinds of messages.
func MessageKinds() []MessageKind {
	return []MessageKind{
		KindPrompt, KindAnswer, KindCommand, KindReminder, KindQueued, KindCompaction, KindNotice, KindError, KindCall,
	}
}

// PartType says what a part of a message is.
type PartType string

// The types of parts.
const (
	PartText       PartType = "text"
	PartReasoning  PartType = "reasoning"
	PartCall       PartType = "tool_call"
	PartResponse   PartType = "tool_call_response"
	PartBlob       PartType = "blob"
	PartURI        PartType = "uri"
	PartFile       PartType = "file"
	PartCompaction PartType = "compaction"
	PartPermission PartType = "htmlgraph.permission"
	PartReminder   PartType = "htmlgraph.reminder"
	PartQueued     PartType = "htmlgraph.queued"
)

// Section is a group of parts of a message that one source reports: of each section the better source counts.
type Section string

// The sections: what is said, what a tool was given, and what it returned.
const (
	SectionBody     Section = "body"
	SectionCall     Section = "call"
	SectionResponse Section = "response"
)

// FinishReason says why a model stopped.
type FinishReason string

// The reasons.
const (
	FinishStop          FinishReason = "stop"
	FinishLength        FinishReason = "length"
	FinishContentFilter FinishReason = "content_filter"
	FinishToolCall      FinishReason = "tool_call"
	FinishError         FinishReason = "error"
)

// Message is what was said in a session, or a call of a tool.
type Message struct {
	ID, SessionID string
	// Subagent is the subagent in which it was said, "" for the main thread.
	Subagent string
	At       Instant
	// Position is the place of the message in what its source wrote, for messages with the same time.
	Position     int64
	Role         Role
	Kind         MessageKind
	Model        string
	FinishReason FinishReason
	// Source is the best source that reported it.
	Source string
	// Revision is how often the message changed, from 1 on.
	Revision int64
	// EventID is the event that the message is, "" for none. Agent, Status, Tool and Seconds are those of the event.
	EventID string
	Agent   *string
	Status  *string
	Tool    *string
	Seconds *float64
	Parts   []MessagePart
}

// Cursor returns the position of the message.
func (m *Message) Cursor() MessageCursor {
	return MessageCursor{SessionID: m.SessionID, At: m.At, Position: m.Position, ID: m.ID}
}

// Part returns the first part of a type, an empty one where there is none.
func (m *Message) Part(kind PartType) MessagePart {
	for _, p := range m.Parts {
		if p.Type == kind {
			return p
		}
	}
	return MessagePart{}
}

// EventStatus returns the status of the event, "" for none.
func (m *Message) EventStatus() Status { return Status(Or(m.Status, "")) }

// ToolName returns the name of the tool as the agent writes it, "" for what is no call.
func (m *Message) ToolName() string {
	for _, p := range m.Parts {
		if p.Name != "" && (p.Type == PartCall || p.Type == PartResponse) {
			return p.Name
		}
	}
	return Or(m.Tool, "")
}

// IsFailed reports whether what the message is about failed, or was not permitted.
func (m *Message) IsFailed() bool {
	return m.Kind == KindError || m.EventStatus().IsError() || m.EventStatus() == StatusRejected
}

// IsRunning reports whether the message may still change: a call without its result.
func (m *Message) IsRunning() bool { return m.Status != nil && m.EventStatus().IsRunning() }

// MessagePart is a part of a message.
type MessagePart struct {
	ID        int64
	MessageID string
	Section   Section
	Type      PartType
	// CallID is the agent's own id of a call, and Name the name of its tool.
	CallID, Name string
	// Text is the text or its beginning, and Bytes the length of the whole text.
	Text  string
	Bytes int64
	// IsWhole says that Text is all of the text, and IsCut that the source itself had only a piece of it.
	IsWhole, IsCut bool
	Blob           *MessageBlob
	// Meta is what the source states beside the text, a JSON object, "" for nothing.
	Meta string
}

// MessageBlob is a picture or a document in a message.
type MessageBlob struct {
	// SHA256 names the data, "" where they are not kept.
	SHA256, MIME string
	Bytes        int64
}

// MessageThread selects messages: those of a session in its main thread, or in one of its subagents.
type MessageThread struct {
	SessionID, Subagent string
	// Kinds are the kinds of messages, nil for all.
	Kinds []MessageKind
}

// ThreadTotals describes a thread.
type ThreadTotals struct {
	// Messages is the number of messages, and Revision the sum of their revisions.
	Messages, Revision int64
}

// MessageStep is what a message of a thread is, for counting.
type MessageStep struct {
	MessageID, EventID string
	Kind               MessageKind
	// Status is that of the event.
	Status Status
}
