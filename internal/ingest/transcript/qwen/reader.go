package qwen

import (
	"cmp"
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reader reads a chat, or the file of one of its subagents.
type reader struct {
	from  transcript.Source
	state state
}

// state is what is known of the lines before.
type state struct {
	Session, Model string
	// Title is not stored, like all texts of the conversation. IsTitleChosen says that the user chose it.
	Title         string `json:"-"`
	IsTitleChosen bool
	// At is the latest time of a record, Last what came last in the turn.
	At   model.Instant
	Last transcript.Last
	// Prompt is the prompt of the turn. Prompts are the prompts of the latest records, by their uuid: a rewind goes back to one.
	Prompt       ingest.Event
	Prompts      transcript.Recent[string]
	Tools        transcript.Recent[openTool]
	SidecarRead  bool
	SubagentType string
}

// openTool is a call whose result is awaited, or a delegation that goes on.
type openTool struct {
	Event ingest.Event
	// Tool is the name of the tool as Qwen Code writes it.
	Tool string
}

// How much is remembered from line to line, and from run to run.
const (
	maxOpenTools = 500
	maxPrompts   = 300
)

func newReader(from transcript.Source, carry json.RawMessage) (transcript.Reader, error) {
	r := &reader{from: from}
	return r, transcript.Restore(carry, &r.state)
}

// Carry returns what the next lines need.
func (r *reader) Carry() (json.RawMessage, error) { return json.Marshal(r.state) }

// record is one line.
type record struct {
	gjson.Result
	kind, subtype, uuid, session string
	// subagent is the subagent that wrote the record, "" for the main agent.
	subagent string
	at       model.Instant
}

// Read reads one line.
func (r *reader) Read(line []byte, out *transcript.Batch) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	c := r.envelope(whole)
	if c.session == "" {
		out.Ignore(c.name())
		return
	}
	r.begin(c, out)
	r.sidecar(c, out)
	if jsonscan.Get(c.Result, "forkedFrom").Exists() {
		out.Ignore("copy of another session")
		return
	}
	switch c.kind {
	case "user":
		r.user(c, out)
	case "assistant":
		r.assistant(c, out)
	case "tool_result":
		r.toolResult(c, out)
	case "system":
		r.system(c, out)
	default:
		out.Ignore(c.name())
	}
	if c.uuid != "" {
		r.state.Prompts.Put(c.uuid, r.state.Prompt.ID, maxPrompts)
	}
}

// name returns by which type a record is counted that is ignored.
func (c record) name() string {
	if c.subtype == "" {
		return c.kind
	}
	return c.kind + " " + c.subtype
}

// envelope reads what all records have in common, and moves the clock.
func (r *reader) envelope(whole gjson.Result) record {
	c := record{
		Result: whole, kind: transcript.Truncate(jsonscan.Get(whole, "type").String(), transcript.MaxKind), subtype: transcript.Truncate(jsonscan.Get(whole, "subtype").String(), transcript.MaxKind),
		uuid: transcript.ID(jsonscan.Get(whole, "uuid")), session: cmp.Or(transcript.ID(jsonscan.Get(whole, "sessionId")), r.state.Session),
		subagent: cmp.Or(transcript.ID(jsonscan.Get(whole, "agentId")), r.from.AgentID), at: transcript.Instant(jsonscan.Get(whole, "timestamp")),
	}
	if c.at.Compare(r.state.At) > 0 {
		r.state.At = c.at
	}
	c.at = cmp.Or(c.at, r.state.At, r.from.Changed)
	return c
}

// begin adds the session when its first record is read. The file of a subagent belongs to the session that started it.
func (r *reader) begin(c record, out *transcript.Batch) {
	if c.session == r.state.Session {
		return
	}
	r.state.Session = c.session
	s := ingest.Session{
		ID: c.session, Agent: program, Cwd: transcript.Text(jsonscan.Get(c.Result, "cwd")), At: c.at, ContinuedFrom: transcript.ID(c.Get("forkedFrom.sessionId")),
		Metadata: transcript.Texts(c.Result, "version", "gitBranch"),
	}
	if r.from.AgentID == "" {
		s.TranscriptPath = r.from.Path
	}
	out.AddSession(s)
}

// sidecar adds what the sidecar of a subagent's file says, once.
func (r *reader) sidecar(c record, out *transcript.Batch) {
	if r.state.SidecarRead || r.from.AgentID == "" {
		return
	}
	r.state.SidecarRead = true
	r.state.SubagentType = transcript.Text(jsonscan.Get(c.Result, "agentName"))
	s, ok := transcript.ParseSidecar(r.from.Sidecar)
	if !ok {
		return
	}
	r.state.SubagentType = cmp.Or(s.AgentType, r.state.SubagentType)
	if e, ok := s.Delegation(program, c.session, c.subagent, c.at); ok {
		out.AddEvent(e)
	}
}

// event returns what all events of a record have in common.
func (r *reader) event(c record, id, kind string) ingest.Event {
	e := ingest.Event{ID: id, SessionID: c.session, AgentID: r.actor(c), Type: kind, At: c.at, Subagent: c.subagent}
	if c.subagent == "" {
		e.ParentID = r.state.Prompt.ID
	}
	return e
}

// actor returns the author of a record: the agent, or the type of its subagent.
func (r *reader) actor(c record) string {
	if c.subagent == "" {
		return program
	}
	return cmp.Or(r.state.SubagentType, program)
}

// see records what came last in the turn. What happens in a subagent does not count.
func (r *reader) see(c record, kind transcript.LastKind) {
	if c.subagent == "" {
		r.state.Last.See(kind, c.at)
	}
}

// End adds the title, and ends the session of a finished file.
func (r *reader) End(out *transcript.Batch, finished bool) {
	if r.state.Session == "" || r.from.AgentID != "" && !finished {
		return
	}
	if r.from.AgentID == "" {
		s := ingest.Session{ID: r.state.Session, Agent: program, Title: r.state.Title, TitleByUser: r.state.IsTitleChosen, Model: r.state.Model}
		out.AddSession(s)
	}
	if finished {
		out.EndSilently(r.state.Session, r.state.At)
	}
}
