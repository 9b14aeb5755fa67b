package transcript

import (
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

const geminiAgent = ingest.GeminiCLI

// gemini reads a chat of the Gemini CLI, as lines or as one document.
type gemini struct {
	from  Source
	state geminiState
}

// geminiState is what is known of the lines before.
type geminiState struct {
	// Own is the session that the file is of. What a subagent did belongs to the Session of its parent.
	Own, Session, Model string
	Title               string `json:"-"`
	Subagent, Begun     bool
	At                  model.Instant
	Prompt              ingest.Event
	// Places is the prompt of each message, to go back to by $rewindTo.
	Places recent[ingest.Event]
}

func newGemini(from Source, carry json.RawMessage) (*gemini, error) {
	g := &gemini{from: from}
	return g, restore(carry, &g.state)
}

// Carry returns what the next lines need.
func (g *gemini) Carry() (json.RawMessage, error) { return json.Marshal(g.state) }

// Read reads one line, or a document.
func (g *gemini) Read(line []byte, out *Batch) {
	whole, ok := parseObject(line)
	if !ok {
		out.Tally.Broken++
		return
	}
	switch {
	case whole.Get("$set").IsObject():
		g.header(whole.Get("$set"), out)
	case whole.Get("$rewindTo").Exists():
		g.rewind(idText(whole.Get("$rewindTo")))
	case whole.Get("sessionId").Exists():
		g.header(whole, out)
	case whole.Get("id").Exists():
		g.message(whole, out)
	default:
		out.ignore("(no message)")
	}
}

// header reads what stands over the messages, and those that stand within it.
func (g *gemini) header(head gjson.Result, out *Batch) {
	g.state.Own = first(g.state.Own, idText(head.Get("sessionId")), g.from.Name)
	g.state.Title = first(clip(text(head.Get("summary")), 500), g.state.Title)
	if head.Get("kind").Str == "subagent" {
		g.state.Subagent = true
	}
	at := first2(instant(head.Get("startTime")), first2(g.state.At, g.from.Changed))
	g.begin(at, out)
	if messages := head.Get("messages"); messages.IsArray() {
		messages.ForEach(func(_, message gjson.Result) bool {
			g.message(message, out)
			return true
		})
	}
}

func (g *gemini) begin(at model.Instant, out *Batch) {
	if g.state.Begun {
		return
	}
	g.state.Begun = true
	g.state.Own = first(g.state.Own, g.from.Name)
	g.state.Session = g.state.Own
	g.state.Subagent = g.state.Subagent || g.from.ParentSession != ""
	if g.state.Subagent && g.from.ParentSession != "" {
		g.state.Session = g.from.ParentSession
		return // the parent's chat tells of the session
	}
	out.session(ingest.Session{
		ID: g.state.Session, Agent: geminiAgent, TranscriptPath: g.from.Path, At: at, IsSubagent: g.state.Subagent,
	})
}

func (g *gemini) message(m gjson.Result, out *Batch) {
	id := idText(m.Get("id"))
	if id == "" || !m.IsObject() {
		out.ignore("message without id")
		return
	}
	at := instant(m.Get("timestamp"))
	if at.Compare(g.state.At) > 0 {
		g.state.At = at
	}
	at = first2(at, first2(g.state.At, g.from.Changed))
	g.begin(at, out)
	switch kind := clip(m.Get("type").String(), 40); kind {
	case "user":
		g.prompt(id, m, at, out)
	case "gemini":
		g.answer(id, m, at, out)
	case "error":
		e := g.event(ingest.MessageID(g.state.Own, id), ingest.TypeError, at)
		e.Error, e.Status = joinedText(m.Get("content")), ingest.StatusFailed
		e.Output = e.Error
		out.event(e)
	default:
		out.ignore(kind)
	}
	g.state.Places.put(id, g.state.Prompt, maxPrompts)
}

// rewind goes back to before a message. What was done is kept: it happened, and was paid for.
func (g *gemini) rewind(id string) {
	prompt, known := ingest.Event{}, false
	for _, key := range g.state.Places.Keys {
		if key == id {
			known = true
			break
		}
		prompt = g.state.Places.Values[key]
	}
	if known {
		g.state.Prompt = prompt
	}
}

// event returns what all events have in common.
func (g *gemini) event(id, kind string, at model.Instant) ingest.Event {
	e := ingest.Event{ID: id, SessionID: g.state.Session, AgentID: geminiAgent, Type: kind, At: at, ParentID: g.state.Prompt.ID}
	if g.state.Subagent {
		e.Subagent = g.state.Own
	}
	return e
}

// End tells the title, and closes the turn if nobody writes any more.
func (g *gemini) End(out *Batch, over bool) {
	if g.state.Session == "" || !g.state.Begun {
		return
	}
	s := ingest.Session{ID: g.state.Session, Agent: geminiAgent, Title: g.state.Title, Model: g.state.Model, IsSubagent: g.state.Subagent}
	if over {
		s.EndedAt = g.state.At
		g.closePrompt(out)
	}
	if g.state.Session == g.state.Own {
		out.session(s)
	}
}

func (g *gemini) closePrompt(out *Batch) {
	if e := g.state.Prompt; e.ID != "" {
		e.Status = ingest.StatusCompleted
		out.event(e)
	}
}
