package codex

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// completedTool is a call of a tool as its completed item describes it.
type completedTool struct {
	name string
	// input is what the tool was given, as JSON. text is what a person reads of it, "" where the input shows it.
	input map[string]any
	text  string
	// result is what the tool returned.
	result gjson.Result
	failed string // the message of a failure, "" for none
	status ingest.Status
	// seconds is how long it took, nil where the item does not say.
	seconds *float64
	// spawned is the subagent that the call started, "" for none.
	spawned string
}

// completedCall adds what an item says of a call of a tool. A call that the model made itself is reported by an item of the conversation too, with
// the same id: then the item adds how it ended. A tool that a script of the model called (code mode) has no other record. ok is false for an item
// that is no call.
func (c *reader) completedCall(kind string, r record, item gjson.Result, out *transcript.Batch) (ok bool) {
	t, ok := completedToolOf(kind, item)
	if !ok {
		return false
	}
	id := transcript.ID(jsonscan.Get(item, "id"))
	if id == "" {
		out.Malformed("its item has no id")
		return true
	}
	c.addPendingPrompt(r.at, out)
	_, isKnown := c.state.Called.Get(id)
	if _, isOpen := c.state.Tools.Get(id); isOpen {
		isKnown = true
	}
	if t.spawned != "" {
		c.spawned(id, t.spawned, r.at, out)
		if isKnown && t.status != ingest.StatusFailed {
			return true
		}
	}
	started := transcript.Instant(jsonscan.Get(r.payload, "started_at_ms"))
	if t.seconds == nil {
		t.seconds = secondsBetween(started, transcript.Instant(jsonscan.Get(r.payload, "completed_at_ms")))
	}
	e := c.event(ingest.ToolID(id), ingest.TypeToolCall, cmp.Or(started, r.at))
	e.ToolUseID = id
	if isKnown {
		e.At = r.at
	} else {
		t.describe(&e)
	}
	e.ToolUseID, e.Status, e.Error = id, t.status, t.failed
	if t.spawned != "" && e.Status == ingest.StatusCompleted {
		e.Status = ingest.StatusStarted // the subagent goes on
	} else if e.Status.IsOver() {
		e.DurationSeconds = t.seconds
	}
	c.see(transcript.LastCall, r.at)
	out.AddEvent(e)
	return true
}

// describe sets in e what the call was, and what it returned.
func (t completedTool) describe(e *ingest.Event) {
	e.ToolInput = transcript.Quoted(t.input)
	call := toolcall.Call{Agent: program, Tool: t.name, Input: gjson.ParseBytes(e.ToolInput), Result: t.result, Subagent: t.spawned}
	call.Fill(e)
	e.Message = call.Message(e.ToolUseID)
	e.Input = cmp.Or(transcript.Truncate(t.text, ingest.MaxEventText), e.Input)
}

// completedToolOf returns the call that an item of a kind describes; ok is false for an item that is no call.
func completedToolOf(kind string, item gjson.Result) (t completedTool, ok bool) {
	switch kind {
	case "commandexecution":
		t = commandOf(item)
	case "mcptoolcall":
		t = serverToolOf(item)
	case "dynamictoolcall":
		t = dynamicToolOf(item)
	case "collabagenttoolcall":
		t = agentToolOf(item)
	case "filechange":
		t = fileChangeOf(item)
	case "websearch":
		t = completedTool{name: "web_search", input: map[string]any{"query": transcript.Text(jsonscan.Get(item, "query"))}}
	case "imageview":
		t = completedTool{name: "view_image", input: map[string]any{"path": pathOf(jsonscan.Get(item, "path"))}}
	case "imagegeneration":
		t = completedTool{name: "image_generation", input: map[string]any{"prompt": transcript.Text(member(item, "revised_prompt"))}}
	case "sleep":
		t = sleepOf(item)
	default:
		return t, false
	}
	if t.status == ingest.StatusUnknown {
		t.status = itemStatus(item)
	}
	if t.seconds == nil {
		t.seconds = durationOf(jsonscan.Get(item, "duration"))
	}
	return t, true
}

// itemStatus returns the status of an item. One that states none is complete, as its record says.
func itemStatus(item gjson.Result) ingest.Status {
	switch plain(jsonscan.Get(item, "status")) {
	case "inprogress":
		return ingest.StatusStarted
	case "failed", "incomplete":
		return ingest.StatusFailed
	case "declined":
		return model.StatusRejected
	default:
		return ingest.StatusCompleted
	}
}
