package codex

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// state is what is known of the lines before.
type state struct {
	// Own is the thread of the file. Session is the session that its events belong to: those of a subagent belong to the session at the top.
	Own, Session string
	// Parent is the thread that started this one, or that it was forked from.
	Parent                 string
	Subagent, SubagentType string
	Turn, Cwd              string
	// Begun is the time of the first line, At the latest time.
	Begun, At model.Instant
	history
	settings
	// Prompt is the prompt of the turn, and Last what came last in it.
	Prompt ingest.Event
	Last   transcript.Last
	// Pending is what a user typed, until it is known in which turn. Its text is not stored, like all texts of the conversation.
	Pending pending
	// Typed says that the file has records of what a user typed, beside the messages that the model reads.
	Typed bool
	// HasItems says that the file has completed items.
	HasItems bool
	// Told holds which form of record reported a text, by a hash of its turn and its text: a file may hold one text in several forms.
	Told transcript.Recent[form]
	// PromptTurn is the turn of the last prompt, and Prompts counts what was typed in it. MessageTurn and Messages are the same for messages.
	PromptTurn  string
	Prompts     int
	MessageTurn string
	Messages    int                         `json:"Said"` // its name in states that are stored
	Tools       transcript.Recent[openTool] // calls whose results are awaited
	// Called are the latest calls that the model made itself, once the file has completed items, and Spawned the calls that started subagents, by the id of the subagent.
	Called  transcript.Recent[bool]
	Spawned transcript.Recent[string]
	// Unnamed are the delegations of which only the name of the task is known, by the call.
	Unnamed transcript.Recent[string]
	// Stops counts how often the subagent ended a task.
	Stops int
	spending
}

// pending is what a user typed.
type pending struct {
	Text string `json:"-"`
	At   model.Instant
	// Turn is the turn that its record names, "" for none. Form is the form of its record.
	Turn string
	Form form
	// Parts are all of what was typed.
	Parts []ingest.Part `json:"-"`
}

// form is a form in which a record reports a text.
type form string

const (
	// formEvent is an event of its own, formItem a completed item, formMessage a message as the model reads it.
	formEvent   form = "event"
	formItem    form = "item"
	formMessage form = "message"
)

// openTool is a call whose result is awaited.
type openTool struct {
	Event ingest.Event
	// Tool is the name of the tool as Codex writes it.
	Tool string
}

// The most entries that the state holds of each kind.
const (
	maxOpenTools = 500
	maxCalled    = 64
	maxSpawned   = 200
	maxTold      = 100
	maxTurns     = 20
)

// Carry returns what the next lines need.
func (c *reader) Carry() (json.RawMessage, error) { return json.Marshal(c.state) }
