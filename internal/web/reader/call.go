package reader

import (
	"cmp"
	"path"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/filediff"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// Call is what a page shows of a call of a tool.
type Call struct {
	ID, SessionID, Anchor, EventID string
	// callID is the agent's own id of the call.
	callID string
	At     model.Instant
	Kind   toolcall.Kind
	// Tool is the name of the tool, Server that of the server that has it, "" for a tool of the agent.
	Tool, Server string
	// Subject says on one line what the call does, or to what.
	Subject   string
	Status    model.Status
	IsFailed  bool
	IsRunning bool
	// Seconds is how long it took, 0 where nobody knows.
	Seconds float64
	Edits   []filediff.Edit
	// Added and Removed are the lines of all edits.
	Added, Removed int
	Terminal       *Terminal
	Read           *Read
	Tasks          []Task
	Delegation     *Delegation
	// Asked says when the agent asked for a permission for the call, "" for never.
	Asked model.Instant
	// Denial is the reason for which the call was not permitted.
	Denial string
	// Input and Output are what other tools were given and returned. They are "" where a page loads them when they are opened.
	Input, Output string
	Hidden        int64
	OutputID      int64
	Pictures      []*Picture
	// HasBody says that there is more to load.
	HasBody bool
}

// Waits reports whether the call waits for a permission.
func (c *Call) Waits() bool { return c.Asked != "" && c.IsRunning }

// ShowsStatus reports whether the status says more than that the call was made.
func (c *Call) ShowsStatus() bool { return c.IsFailed || c.IsRunning }

func newCall(m Message, limits *Limits) *Call {
	given, returned := m.Part(model.PartCall), m.Part(model.PartResponse)
	c := &Call{
		ID: m.ID, SessionID: m.SessionID, Anchor: Anchor(m.ID), EventID: m.EventID, At: m.At, Status: m.EventStatus(), IsFailed: m.IsFailed(), IsRunning: m.IsRunning(),
	}
	if m.Seconds != nil {
		c.Seconds = *m.Seconds
	}
	if limits.InFile {
		c.EventID, m.Task = "", ""
	}
	name := m.ToolName()
	c.callID = cmp.Or(given.CallID, returned.CallID)
	c.Kind = toolcall.KindOf(name)
	c.Server, c.Tool = toolcall.Server(name)
	c.Subject = toolcall.Subject(given.Text)
	if c.Status == model.StatusRejected {
		c.Denial = returned.Text
	}
	for _, p := range m.Parts {
		if p.Type == model.PartBlob {
			c.Pictures = append(c.Pictures, newPicture(p))
		}
	}
	c.show(m, given, returned, limits)
	return c
}

// show adds what the kind of the tool has of its own.
func (c *Call) show(m Message, given, returned model.MessagePart, limits *Limits) {
	switch c.Kind {
	case toolcall.KindEdit:
		c.Edits = filediff.EditsOf(given.Text, returned.Meta, c.IsFailed)
		c.Added, c.Removed = filediff.Changed(c.Edits)
		cutEdits(c.Edits, limits)
		if len(c.Edits) > 0 {
			c.Subject = path.Base(strings.ReplaceAll(c.Edits[0].Path, `\`, "/"))
			if c.IsFailed {
				c.Output = beginning(returned.Text, limits.Text)
			}
			return
		}
	case toolcall.KindShell:
		c.Terminal = newTerminal(m, given, returned, *limits)
		return
	case toolcall.KindRead:
		c.Read = newRead(given, returned, *limits)
		c.HasBody = returned.Bytes > 0
		return
	case toolcall.KindTasks:
		if c.Tasks = tasksOf(given.Text, returned.Meta); c.Tasks != nil {
			return
		}
	case toolcall.KindDelegation:
		c.Delegation = newDelegation(m, given, returned, *limits)
		return
	}
	c.other(given, returned, *limits)
}

// other adds what any tool was given and returned.
func (c *Call) other(given, returned model.MessagePart, limits Limits) {
	c.HasBody = given.Bytes > 0 || returned.Bytes > 0
	if !limits.Bodies {
		if c.IsFailed {
			c.Output = beginning(returned.Text, 2000)
		}
		return
	}
	c.Input, c.Output = given.Text, beginning(returned.Text, limits.Text)
	c.Hidden, c.OutputID = returned.Bytes-int64(len(c.Output)), limits.partID(returned)
}

// newCommand returns a command that the user typed.
func newCommand(m Message, limits *Limits) *Call {
	c := newCall(m, limits)
	c.Kind, c.Tool = toolcall.KindShell, "Command"
	if c.Terminal == nil {
		text := m.Part(model.PartText)
		command := cmp.Or(m.Part(model.PartCall).Text, text.Text)
		c.Terminal = newTerminal(m, model.MessagePart{Text: command}, m.Part(model.PartResponse), *limits)
	}
	c.Subject, c.HasBody = firstLine(c.Terminal.Command), false
	return c
}

// Delegation is work that a call gave to a subagent.
type Delegation struct {
	Type, Model, Title string
	// Task is the id of the subagent, "" where nobody knows it.
	Task   string
	Prompt Text
	// Answer is what the subagent returned.
	Answer *Text
	// Sums are those of the events of the subagent, nil where nothing is known of them.
	Sums *activity.Sums
	// Tokens, Tools and Milliseconds are what the agent states of the subagent, 0 where it states nothing.
	Tokens, Tools, Milliseconds int64
}

// Seconds returns how long the subagent worked.
func (d Delegation) Seconds() float64 { return float64(d.Milliseconds) / 1000 }

func newDelegation(m Message, given, returned model.MessagePart, limits Limits) *Delegation {
	prompt := given
	prompt.Text = firstMember(given.Text, "prompt", "message", "objective", "task")
	prompt.Bytes = int64(len(prompt.Text))
	d := &Delegation{
		Type: firstMember(given.Text, "subagent_type", "agentType", "agent_type", "agent_name"), Model: firstMember(given.Text, "model"),
		Title: firstMember(given.Text, "description", "title"), Task: m.Task, Prompt: plain(prompt, limits),
		Tokens: gjson.Get(returned.Meta, "totalTokens").Int(), Tools: gjson.Get(returned.Meta, "totalToolUseCount").Int(),
		Milliseconds: gjson.Get(returned.Meta, "totalDurationMs").Int(),
	}
	if m.Seconds != nil {
		d.Milliseconds = int64(*m.Seconds * 1000)
	}
	if strings.TrimSpace(returned.Text) != "" {
		answer := markdown(returned, limits)
		d.Answer = &answer
	}
	return d
}

// firstMember returns the first member of an object that is a text and not empty.
func firstMember(object string, names ...string) string {
	for _, name := range names {
		if value := gjson.Get(object, name); value.Type == gjson.String && value.Str != "" {
			return value.Str
		}
	}
	return ""
}

// cutEdits leaves of each edit as many lines as limits permit, and takes those from the lines that are left for the others.
func cutEdits(edits []filediff.Edit, limits *Limits) {
	for i := range edits {
		most := min(limits.DiffLines, limits.Lines)
		limits.Lines -= edits[i].Limit(most)
	}
}
