package codex

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// userMessage reads what a user typed from an event (UserMessageEvent in codex-rs/protocol/src/protocol.rs). An early version wrote what it
// injected as such events too, of another kind.
func (c *reader) userMessage(r record, out *transcript.Batch) {
	if kind := jsonscan.Get(r.payload, "kind").Str; kind != "" && kind != "plain" {
		return
	}
	text := transcript.Text(jsonscan.Get(r.payload, "message"))
	if text == "" && (len(jsonscan.Get(r.payload, "images").Array()) > 0 || len(jsonscan.Get(r.payload, "local_images").Array()) > 0) {
		text = "[image]"
	}
	c.keepPrompt(pending{text, r.at, r.turn, formEvent, eventParts(r.payload)}, out)
}

// userItem reads what a user typed from a completed item (UserMessageItem in codex-rs/protocol/src/items.rs).
func (c *reader) userItem(r record, item gjson.Result, out *transcript.Batch) {
	content := jsonscan.Get(item, "content")
	text, other := "", ""
	jsonscan.Each(content, func(_ string, part gjson.Result) bool {
		text += jsonscan.Get(part, "text").Str
		other = cmp.Or(other, plain(jsonscan.Get(part, "type")))
		return true
	})
	if text == "" && other != "" {
		text = "[" + strings.TrimPrefix(other, "local") + "]"
	}
	c.keepPrompt(pending{transcript.Truncate(text, ingest.MaxEventText), r.at, r.turn, formItem, contentParts(content, "")}, out)
}

// userInput reads what a user typed from a message as the model reads it, without what was injected. Where records of their own hold what a
// user typed, it counts only for a turn that has none of these.
func (c *reader) userInput(r record, out *transcript.Batch) {
	if c.state.Subagent != "" || c.state.Typed && (r.turn == "" || r.turn == c.state.PromptTurn) {
		return
	}
	c.keepPrompt(pending{typedText(r.payload), r.at, r.turn, formMessage, typedParts(r.payload)}, out)
}

// keepPrompt keeps what a user typed until its turn is named, by which hooks and telemetry name it. A message as the model reads it waits for
// the record of its own, which follows.
func (c *reader) keepPrompt(p pending, out *transcript.Batch) {
	if p.Text == "" || c.state.Subagent != "" || isInjected(p.Text) {
		return
	}
	if known := c.state.Pending; known.Form == formMessage && p.Form != formMessage && (known.Turn == "" || p.Turn == "" || known.Turn == p.Turn) {
		if known.Text != "" {
			p.At, p.Turn = known.At, cmp.Or(p.Turn, known.Turn)
		}
		c.state.Pending = pending{}
	}
	c.addPendingPrompt(p.At, out)
	c.state.Pending = p
	if p.Form == formMessage {
		return
	}
	c.state.Typed = true
	if turn := cmp.Or(p.Turn, c.state.Turn); turn != "" && turn != c.state.PromptTurn {
		c.addPendingPrompt(p.At, out)
	}
}

// addPendingPrompt adds what a user typed: a prompt, or an addition to the turn that runs.
func (c *reader) addPendingPrompt(at model.Instant, out *transcript.Batch) {
	p := c.state.Pending
	if p.Text == "" {
		return
	}
	c.state.Pending = pending{}
	turn := cmp.Or(p.Turn, c.state.Turn)
	if c.isTold("user", turn, p.Text, p.Form) {
		return
	}
	if turn != c.state.PromptTurn {
		c.state.PromptTurn, c.state.Prompts = turn, 0
	}
	c.state.Prompts++
	at = cmp.Or(p.At, at)
	if turn != "" && c.state.Prompts > 1 && c.state.Prompt.Status == ingest.StatusStarted {
		c.addSteering(turnKey(turn, c.state.Prompts), p, at, out)
		return
	}
	id := ingest.PromptID(c.state.Own, turnKey(turn, c.state.Prompts))
	c.state.Last.EndTurn(&c.state.Prompt, id, out)
	e := ingest.Event{
		ID: id, SessionID: c.state.Session, AgentID: program,
		Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, At: at, Input: p.Text,
		Status: ingest.StatusStarted, Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, c.state.Own, turn != ""),
	}
	e.Message = transcript.Prompted(p.Parts)
	out.AddEvent(e)
	e.Input, e.Message = "", nil
	c.state.Prompt = e
}

// addSteering adds what a user typed while the turn ran: it is part of the turn.
func (c *reader) addSteering(key string, p pending, at model.Instant, out *transcript.Batch) {
	e := c.event(ingest.MarkID(c.state.Own, "steering", key), ingest.TypeCheckPoint, at)
	e.ToolName, e.Status, e.Input = "Steering", ingest.StatusRecorded, p.Text
	e.Message = transcript.Prompted(p.Parts)
	out.AddEvent(e)
}

// isTold reports whether another form of record reported a text of a turn already, and remembers the text.
func (c *reader) isTold(role, turn, text string, f form) bool {
	key := strconv.FormatUint(transcript.Hash(role+turn)^hashOfLetters(text), 36)
	if known, ok := c.state.Told.Get(key); ok && known != f {
		return true
	}
	c.state.Told.Put(key, f, maxTold)
	return false
}

// hashOfLetters returns a hash of a text without its white space, because the forms of records join the parts of a text differently.
func hashOfLetters(text string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211 // of FNV-1a
	hash := uint64(offset)
	for i := range len(text) {
		if c := text[i]; c > ' ' {
			hash = (hash ^ uint64(c)) * prime
		}
	}
	return hash
}
