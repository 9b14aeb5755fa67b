package codex

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// state is what is known of the lines before.
type state struct {
	// Own is the session of the file. Session is the one that its events belong to: those of a subagent belong to the session at the top.
	Own, Session string
	// Parent is the session that started this one, or that it was forked from.
	Parent                 string
	Subagent, SubagentType string
	Turn, Model, Cwd       string
	// Begun is the time of the first line, At the latest time.
	Begun, At model.Instant
	// Replaying says that the lines repeat the parent.
	Replaying bool
	// Prompt is the prompt of the turn. Pending is the text of a prompt whose turn is not named yet. It is not stored, like all texts of the
	// conversation.
	Prompt    ingest.Event
	Pending   string `json:"-"`
	PendingAt model.Instant
	// PromptTurn is the turn of the last prompt. Prompts and Messages count within it.
	PromptTurn string
	Prompts    int
	Messages   int `json:"Said"` // its name in states that are stored
	Tools      transcript.Recent[openTool]
	// Total is the last total of tokens. Counted says that there was one.
	Total   tokens `json:"Spent"` // its name in states that are stored
	Counted bool
}

// openTool is a call whose result is awaited.
type openTool struct {
	Event ingest.Event
	// Tool is the name of the tool as Codex writes it.
	Tool string
}

// maxOpenTools bounds the calls whose results are awaited.
const maxOpenTools = 500

// Carry returns what the next lines need.
func (c *reader) Carry() (json.RawMessage, error) { return json.Marshal(c.state) }
