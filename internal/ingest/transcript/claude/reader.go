package claude

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// program is the agent whose sessions are read.
const program = agent.ClaudeCode

// reader reads a session of Claude Code, or the file of one of its subagents.
type reader struct {
	from   transcript.Source
	state  state
	linked map[string]bool
}

// state is what is known of the lines before.
type state struct {
	Session, Cwd, Model string
	// Title is what the session is called. Like all that was said it is not put away: what is stored has its secrets taken out first.
	Title string `json:"-"`
	// CustomTitle says that the user chose the title.
	CustomTitle bool
	// At is the latest time of a record, Before the one before that.
	At, Before model.Instant
	// Prompt is the prompt of the turn; Prompts are those that were seen, by the agent's own id.
	Prompt   ingest.Event
	Prompts  transcript.Recent[bool]
	Tools    transcript.Recent[openTool]
	Agents   transcript.Recent[string]
	Branches transcript.Recent[string]
	// Roots are the branches whose delegation was not found yet, by what they were asked.
	Roots transcript.Recent[string]
	// Message is the message of the agent that is being said.
	Message     string
	Said        string `json:"-"`
	SidecarRead bool
	// SubagentType is what runs in this file, "" for the main agent.
	SubagentType string
}

// openTool is a call of a tool whose result is awaited.
type openTool struct {
	Event ingest.Event
	// Tool is the name of the tool as Claude Code writes it.
	Tool string
	// Asked is what a delegation was asked, in short, to find the branch of the subagent by it; Taken says that it is found.
	Asked string
	Taken bool
}

// How much is remembered from line to line, and from run to run.
const (
	maxOpenTools = 500
	maxPrompts   = 200
	maxAgents    = 500
	maxBranches  = 2000
)

func newReader(from transcript.Source, carry json.RawMessage) (transcript.Reader, error) {
	if from.Seen == nil {
		from.Seen = transcript.NewSeen()
	}
	c := &reader{from: from, linked: map[string]bool{}}
	return c, transcript.Restore(carry, &c.state)
}

// Carry returns what the next lines need.
func (c *reader) Carry() (json.RawMessage, error) { return json.Marshal(c.state) }

// record is one line. Its members are slices of the line.
type record struct {
	kind, uuid, parent, session, agent, promptID string
	at                                           model.Instant
	sidechain, meta, summary, apiError           bool
	// request is the requestId of an answer, result the toolUseResult beside the result of a tool.
	request                              string
	whole, message, result, cwd, failure gjson.Result
	// branch is the subagent in which it happened, "" for the main agent.
	branch string
	// again says that another session had the record before: it is not told a second time.
	again bool
}

// Read reads one line.
func (c *reader) Read(line []byte, out *transcript.Batch) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	r := c.envelope(whole)
	if !c.locate(&r, out) {
		c.withoutSession(r, out)
		return
	}
	switch r.kind {
	case "user":
		c.user(r, out)
	case "assistant":
		c.assistant(r, out)
	default:
		c.other(r, out)
	}
}

// envelope reads what all records have in common, in one pass.
func (c *reader) envelope(whole gjson.Result) record {
	r := record{whole: whole}
	whole.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "type":
			r.kind = transcript.ID(value)
		case "uuid":
			r.uuid = transcript.ID(value)
		case "parentUuid":
			r.parent = transcript.ID(value)
		case "sessionId":
			r.session = transcript.ID(value)
		case "agentId":
			r.agent = transcript.ID(value)
		case "promptId":
			r.promptID = transcript.ID(value)
		case "timestamp":
			r.at = transcript.Instant(value)
		case "isSidechain":
			r.sidechain = value.Bool()
		case "isMeta":
			r.meta = value.Bool()
		case "isCompactSummary":
			r.summary = value.Bool()
		case "isApiErrorMessage":
			r.apiError = value.Bool()
		case "requestId":
			r.request = transcript.ID(value)
		case "message":
			r.message = value
		case "toolUseResult":
			r.result = value
		case "cwd":
			r.cwd = value
		case "error":
			r.failure = value
		}
		return true
	})
	return r
}

// locate finds the session, the time and the branch of a record. It returns false where the session is not known: a record that names none
// belongs to the session of the records before it, and only a message to the session that the file is named after.
func (c *reader) locate(r *record, out *transcript.Batch) bool {
	r.session = cmp.Or(r.session, c.state.Session)
	if r.session == "" && (r.kind == "user" || r.kind == "assistant") {
		r.session = c.sessionByName()
	}
	if r.session == "" {
		return false
	}
	if r.at.Compare(c.state.At) > 0 {
		c.state.Before, c.state.At = c.state.At, r.at
	}
	if r.at == "" { // which moves no clock: the file may have been copied long after
		r.at = cmp.Or(c.state.At, c.from.Changed)
	}
	r.agent = cmp.Or(r.agent, c.from.AgentID)
	if c.state.Cwd == "" {
		c.state.Cwd = transcript.Text(r.cwd)
	}
	if r.session != c.state.Session {
		c.begin(r, out)
	}
	c.sidecar(r, out)
	r.branch = c.branch(r)
	r.again = c.from.Seen.RepeatedRecord(r.uuid, r.session)
	c.link(*r, out)
	return true
}

// withoutSession reads a record that comes before any session is known: only its title counts.
func (c *reader) withoutSession(r record, out *transcript.Batch) {
	switch r.kind {
	case "summary", "custom-title", "ai-title":
		c.other(r, out)
	default:
		out.Ignore(transcript.Clip(r.kind, 40))
	}
}

// begin tells of the session when its first record is read.
func (c *reader) begin(r *record, out *transcript.Batch) {
	s := ingest.Session{ID: r.session, Agent: program, Cwd: c.state.Cwd, At: r.at,
		Metadata: transcript.Texts(r.whole, "version", "gitBranch", "entrypoint")}
	if c.from.AgentID == "" {
		s.TranscriptPath = c.from.Path
		if c.state.Session != "" && r.session == c.from.Name {
			s.ContinuedFrom = c.state.Session
		}
	}
	c.state.Session = r.session
	out.AddSession(s)
}

// sessionByName is the session that the name of the file tells, "" if it tells none.
func (c *reader) sessionByName() string {
	if c.from.AgentID != "" {
		return ""
	}
	return c.from.Name
}

// who returns the name of the agent in a branch.
func (c *reader) who(r record) (agent, subagentType string) {
	if r.branch == "" {
		return program, ""
	}
	if tool, ok := c.state.Tools.Get(c.toolOf(r.branch)); ok {
		subagentType = tool.Event.SubagentType
	}
	subagentType = cmp.Or(c.state.SubagentType, subagentType)
	return cmp.Or(subagentType, program), subagentType
}

func (c *reader) toolOf(agent string) string {
	tool, _ := c.state.Agents.Get(agent)
	return tool
}

// event returns what all events of a record have in common.
func (c *reader) event(r record, id, kind string) ingest.Event {
	agent, _ := c.who(r)
	e := ingest.Event{ID: id, SessionID: r.session, AgentID: agent, Type: kind, At: r.at, Subagent: r.branch}
	if r.branch == "" {
		e.ParentID = c.promptOf(r)
	}
	return e
}

// promptOf returns the prompt below which a record of the main agent hangs.
func (c *reader) promptOf(r record) string {
	if known, _ := c.state.Prompts.Get(r.promptID); known {
		return ingest.PromptID(r.session, r.promptID)
	}
	return c.state.Prompt.ID
}

// End tells the title, and closes what is open if nobody writes any more.
func (c *reader) End(out *transcript.Batch, over bool) {
	if c.state.Session == "" && c.state.Title != "" { // old files may hold a title and nothing else
		c.state.Session = c.sessionByName()
	}
	if c.state.Session == "" {
		return
	}
	s := ingest.Session{ID: c.state.Session, Agent: program}
	if c.from.AgentID == "" {
		s.Title, s.Model, s.Cwd = c.state.Title, c.state.Model, c.state.Cwd
		if over {
			s.EndedAt = c.state.At
		}
	}
	out.AddSession(s)
	if over {
		c.closeTools(ingest.StatusCancelled, out)
		c.closePrompt(ingest.StatusCompleted, c.state.At, out)
	}
}

// closeTools ends the calls whose results will not come. Delegations in the background go on.
func (c *reader) closeTools(status ingest.Status, out *transcript.Batch) {
	for _, key := range c.state.Tools.Keys {
		if e := c.state.Tools.Values[key].Event; e.Status != ingest.StatusCompleted && e.Status != ingest.StatusFailed {
			e.Status = status
			out.AddEvent(e)
		}
	}
}

// closePrompt ends a turn that is not over, at the time of the last that was done for it.
func (c *reader) closePrompt(status ingest.Status, at model.Instant, out *transcript.Batch) {
	if e := &c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted {
		e.Status = status
		e.EndedAt = at
		out.AddEvent(*e)
	}
}

// under cuts the text between <name> and </name> out of content.
func under(content, name string) string {
	_, rest, found := strings.Cut(content, "<"+name+">")
	inner, _, closed := strings.Cut(rest, "</"+name+">")
	if !found || !closed {
		return ""
	}
	return strings.Clone(strings.TrimSpace(inner))
}
