package claude

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// state is what is known of the lines before.
type state struct {
	Session, Cwd, Model string
	// IsCopy says that what was read of the session are copies in the file of another one.
	IsCopy bool
	// Title is the title of the session. Like all texts of the conversation it is not stored with the state.
	Title string `json:"-"`
	// CustomTitle says that the user chose the title, Summed that it is that of a summary.
	CustomTitle, Summed bool
	// At is the latest time of a record, First that of the first one. HasTime says that the session began with it.
	At, First model.Instant
	HasTime   bool
	// Prompt is the prompt of the turn. PromptIDs are the events of the prompts that were read, by Claude Code's own id.
	Prompt    ingest.Event
	PromptIDs transcript.Recent[string]
	// Last is what came last in the turn.
	Last transcript.Last
	// Command is the command of the shell that the user typed last.
	Command ingest.Event
	// Tools are the calls whose results are awaited, and delegations, by tool_use id.
	Tools transcript.Recent[openTool]
	// Agents are the calls that started subagents, by subagent.
	Agents transcript.Recent[string]
	// Branches are the first messages of branches, by the messages in them. See branchOf.
	Branches transcript.Recent[string]
	// Roots are the branches whose delegation was not found yet, by the hash of their first message.
	Roots transcript.Recent[string]
	// Answers are the latest answers that were read, by their branch and message. Said counts what was said to each branch.
	Answers transcript.Recent[answer]
	Said    transcript.Recent[said]
	// Written are the answers that lines without a request belong to, by the branch, the message and the time of the line.
	Written transcript.Recent[string]
	// Records are the events of the latest answers, by the uuid of their record.
	Records transcript.Recent[string] `json:"-"`
	// Parts are the records of the latest answers, by their answers: they are the parts of one message.
	Parts transcript.Recent[[]string]
	// Compaction is the mark of a compaction whose summary is still to come.
	Compaction string
	// MessageID is the answer that is being read, Text its text so far.
	MessageID   string
	Text        string `json:"-"`
	SidecarRead bool
	// SubagentType is the type of the subagent whose file it is, "" for the file of a session.
	SubagentType string
}

// openTool is a call of a tool.
type openTool struct {
	Event ingest.Event
	// Tool is the name of the tool as Claude Code writes it.
	Tool string
	// PromptHash is the hash of what a delegation was asked. HasBranch says that the branch of its subagent is found.
	PromptHash string
	HasBranch  bool
	// Launched says that its subagent goes on in the background.
	Launched bool
	// Task is the subagent that the call is about, for a tool that stops one or reads what it returned.
	Task string
	// Notified is the hash of the notification with which a delegation ended last: the same is written several times.
	Notified string
}

// How much is remembered from line to line, and from run to run.
const (
	maxOpenTools = 500
	maxPrompts   = 200
	maxAgents    = 500
	maxBranches  = 2000
	maxAnswers   = 20
	maxWritten   = 200
	maxRecords   = 20
)

// Carry returns what the next lines need.
func (c *reader) Carry() (json.RawMessage, error) { return json.Marshal(c.state) }
