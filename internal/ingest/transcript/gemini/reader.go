package gemini

import (
	"cmp"
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// program is the agent whose sessions are read.
const program = agent.GeminiCLI

// reader reads a chat of the Gemini CLI, as lines or as one document.
type reader struct {
	from  transcript.Source
	state state
}

// state is what is known of the lines before.
type state struct {
	// Own is the session of the file. Session is the one that its events belong to: those of a subagent belong to the session of its parent.
	Own, Session, Model string
	Title               string `json:"-"`
	Subagent, Begun     bool
	At                  model.Instant
	Prompt              ingest.Event
	// Last is what came last in the turn.
	Last transcript.Last
	// PromptsOf are the prompts of the latest messages, by message: $rewindTo goes back to one.
	PromptsOf transcript.Recent[ingest.Event]
}

// maxPrompts bounds the messages that a rewind can go back to.
const maxPrompts = 200

func newReader(from transcript.Source, carry json.RawMessage) (transcript.Reader, error) {
	g := &reader{from: from}
	return g, transcript.Restore(carry, &g.state)
}

// Carry returns what the next lines need.
func (g *reader) Carry() (json.RawMessage, error) { return json.Marshal(g.state) }

// Read reads one line, or a document.
func (g *reader) Read(line []byte, out *transcript.Batch) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	switch {
	case jsonscan.Get(whole, "$set").IsObject():
		g.header(jsonscan.Get(whole, "$set"), out)
	case jsonscan.Get(whole, "$rewindTo").Exists():
		g.rewind(transcript.ID(jsonscan.Get(whole, "$rewindTo")))
	case jsonscan.Get(whole, "sessionId").Exists():
		g.header(whole, out)
	case jsonscan.Get(whole, "id").Exists():
		g.message(whole, out)
	default:
		out.Ignore("(no message)")
	}
}

// header reads what precedes the messages, and the messages in it where the file is one document.
func (g *reader) header(head gjson.Result, out *transcript.Batch) {
	g.state.Own = cmp.Or(g.state.Own, transcript.ID(jsonscan.Get(head, "sessionId")), g.from.Name)
	g.state.Title = cmp.Or(transcript.Truncate(transcript.Text(jsonscan.Get(head, "summary")), 500), g.state.Title)
	if jsonscan.Get(head, "kind").Str == "subagent" {
		g.state.Subagent = true
	}
	at := cmp.Or(transcript.Instant(jsonscan.Get(head, "startTime")), g.state.At, g.from.Changed)
	g.beginSession(at, out)
	if messages := jsonscan.Get(head, "messages"); messages.IsArray() {
		jsonscan.Each(messages, func(_ string, message gjson.Result) bool {
			g.message(message, out)
			return true
		})
	}
}

// beginSession adds the session. That of a subagent is added by the chat of its parent.
func (g *reader) beginSession(at model.Instant, out *transcript.Batch) {
	if g.state.Begun {
		return
	}
	g.state.Begun = true
	g.state.Own = cmp.Or(g.state.Own, g.from.Name)
	g.state.Session = g.state.Own
	g.state.Subagent = g.state.Subagent || g.from.ParentSession != ""
	if g.state.Subagent && g.from.ParentSession != "" {
		g.state.Session = g.from.ParentSession
		return // the chat of the parent adds the session
	}
	out.AddSession(ingest.Session{
		ID: g.state.Session, Agent: program, TranscriptPath: g.from.Path, Cwd: g.from.Project, At: at, IsSubagent: g.state.Subagent,
	})
}

// message reads one message.
func (g *reader) message(m gjson.Result, out *transcript.Batch) {
	id := transcript.ID(jsonscan.Get(m, "id"))
	if id == "" || !m.IsObject() {
		out.Ignore("message without id")
		return
	}
	at := transcript.Instant(jsonscan.Get(m, "timestamp"))
	if at.Compare(g.state.At) > 0 {
		g.state.At = at
	}
	at = cmp.Or(at, g.state.At, g.from.Changed)
	g.beginSession(at, out)
	switch kind := transcript.Truncate(jsonscan.Get(m, "type").String(), transcript.MaxKind); kind {
	case "user":
		g.prompt(id, m, at, out)
	case "gemini":
		g.answer(id, m, at, out)
	case "error":
		e := g.event(ingest.MessageID(g.state.Own, id), ingest.TypeError, at)
		e.Error, e.Status = shown(m), ingest.StatusFailed
		e.Output = e.Error
		e.Message = ingest.Said(model.KindError, model.RoleSystem, transcript.TextOf(wholeContent(m)))
		g.state.Last.See(transcript.LastFailure, at)
		out.AddEvent(e)
	default:
		out.Ignore(kind)
	}
	g.state.PromptsOf.Put(id, g.state.Prompt, maxPrompts)
}

// rewind goes back to before a message. What was done meanwhile is kept, because it happened and was paid for.
func (g *reader) rewind(id string) {
	prompt, known := ingest.Event{}, false
	for _, key := range g.state.PromptsOf.Keys {
		if key == id {
			known = true
			break
		}
		prompt = g.state.PromptsOf.Values[key]
	}
	if known {
		g.state.Prompt = prompt
	}
}

// event returns what all events have in common.
func (g *reader) event(id, kind string, at model.Instant) ingest.Event {
	e := ingest.Event{ID: id, SessionID: g.state.Session, AgentID: program, Type: kind, At: at, ParentID: g.state.Prompt.ID}
	e.Subagent = g.subagent()
	return e
}

// End adds the title, and ends the session of a finished file.
func (g *reader) End(out *transcript.Batch, finished bool) {
	if g.state.Session == "" || !g.state.Begun {
		return
	}
	s := ingest.Session{ID: g.state.Session, Agent: program, Title: g.state.Title, Model: g.state.Model, IsSubagent: g.state.Subagent}
	if g.state.Session == g.state.Own {
		out.AddSession(s)
	}
	if finished {
		out.EndSilently(g.state.Session, g.state.At)
	}
}
