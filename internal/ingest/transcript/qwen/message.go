package qwen

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// user reads a record in the role of the user. Only some are prompts: others are notifications, scheduled prompts, goals of the agent, and
// what a subagent was asked.
func (r *reader) user(c record, out *transcript.Batch) {
	switch {
	case c.subagent != "":
		r.asksSubagent(c, out)
	case c.isPrompt():
		r.prompt(c, out)
	case c.subtype == "notification":
		r.notification(c, out)
	default:
		out.Ignore(c.name())
	}
}

// isPrompt reports whether a person wrote the message. Older versions name no provenance.
func (c record) isPrompt() bool {
	switch c.subtype {
	case "", "mid_turn_user_message", "realtime_message":
		provenance := jsonscan.Get(c.Result, "provenance").String()
		return provenance == "" || provenance == "real_user"
	default:
		return false
	}
}

// prompt begins a turn.
func (r *reader) prompt(c record, out *transcript.Batch) {
	text := c.promptText()
	if text == "" {
		return
	}
	promptID := transcript.ID(jsonscan.Get(c.Result, "promptId"))
	e := ingest.Event{
		ID: ingest.PromptID(c.session, cmp.Or(promptID, c.uuid)), SessionID: c.session, AgentID: program, Type: ingest.TypeToolCall,
		ToolName: model.ToolUserQuery, At: c.at, Input: text, Status: ingest.StatusStarted,
		Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, c.session, promptID != ""),
	}
	if r.state.Prompt.ID != e.ID {
		r.state.Last.EndTurn(&r.state.Prompt, e.ID, out)
	}
	e.Message = transcript.Prompted(c.promptParts())
	out.AddEvent(e)
	e.Input, e.Message = "", nil
	r.state.Prompt = e
}

// promptText returns what the person wrote: the text without what a hook added, where both are recorded, else the text of the parts.
func (c record) promptText() string {
	payload := jsonscan.Get(c.Result, "systemPayload")
	if display := transcript.Text(jsonscan.Get(payload, "displayText")); display != "" && (jsonscan.Get(payload, "hookContext").Type == gjson.String || c.subtype != "") {
		return display
	}
	parts := c.Get("message.parts")
	if text := transcript.JoinedText(parts); text != "" {
		return text
	}
	if parts.Get("0.inlineData").Exists() || parts.Get("0.fileData").Exists() {
		return "[image]"
	}
	return ""
}

// promptParts returns what the person wrote, as promptText does.
func (c record) promptParts() []ingest.Part {
	payload := jsonscan.Get(c.Result, "systemPayload")
	display := jsonscan.Get(payload, "displayText")
	if display.Str != "" && (jsonscan.Get(payload, "hookContext").Type == gjson.String || c.subtype != "") {
		return transcript.Contents(display, "")
	}
	return transcript.Contents(c.Get("message.parts"), "\n")
}

// asksSubagent adds what a subagent is asked, which is no prompt of the user.
func (r *reader) asksSubagent(c record, out *transcript.Batch) {
	out.AddMessage(ingest.Message{
		ID: ingest.MarkID(c.session, string(model.KindPrompt), cmp.Or(c.uuid, string(c.at))), SessionID: c.session, Subagent: c.subagent, At: c.at,
		Role: model.RoleUser, Kind: model.KindPrompt, Parts: c.promptParts(),
	})
}

// notification ends a delegation in the background.
func (r *reader) notification(c record, out *transcript.Batch) {
	task := c.Get("systemPayload.backgroundTask")
	id := transcript.ID(jsonscan.Get(task, "toolUseId"))
	open, ok := r.state.Tools.Get(id)
	if jsonscan.Get(task, "kind").Str != "agent" || !ok {
		out.Ignore(c.name())
		return
	}
	e := open.Event
	e.TaskID = cmp.Or(e.TaskID, transcript.ID(jsonscan.Get(task, "taskId")))
	e.Output, e.EndedAt = transcript.Text(c.Get("systemPayload.displayText")), c.at
	e.Status = status(jsonscan.Get(task, "status"))
	if text := transcript.Whole(c.Get("systemPayload.displayText")); text != "" {
		e.Message = toolcall.LaterResponse(id, open.Tool, text)
	}
	out.AddEvent(e)
	r.state.Tools.Drop(id)
}

// assistant reads an answer of the model: its text, the calls in it, and its tokens.
func (r *reader) assistant(c record, out *transcript.Batch) {
	modelName := transcript.Text(jsonscan.Get(c.Result, "model"))
	if c.subagent == "" {
		r.state.Model = cmp.Or(modelName, r.state.Model)
	}
	var texts, whole, thoughts []string
	n := 0
	c.Get("message.parts").ForEach(func(_, part gjson.Result) bool {
		switch call := jsonscan.Get(part, "functionCall"); {
		case call.Exists():
			r.call(c, call, modelName, n, out)
			r.see(c, transcript.LastCall)
			n++
		case jsonscan.Get(part, "thought").Bool():
			thoughts = append(thoughts, transcript.Whole(jsonscan.Get(part, "text")))
		case jsonscan.Get(part, "text").Type == gjson.String:
			texts = append(texts, transcript.Text(jsonscan.Get(part, "text")))
			whole = append(whole, transcript.Whole(jsonscan.Get(part, "text")))
		}
		return true
	})
	r.said(c, modelName, strings.Join(whole, "\n"), thoughts, out)
	if text := strings.Join(texts, "\n"); text != "" {
		e := r.event(c, ingest.MessageID(c.session, c.uuid), ingest.TypeCompletion)
		e.Model = modelName
		transcript.SetMessage(&e, text)
		if n == 0 {
			r.see(c, transcript.LastAnswer)
		}
		out.AddEvent(e)
	}
	r.usage(c, modelName, out)
}

// said adds the message of the agent: what the model thought, and what it said.
func (r *reader) said(c record, modelName, text string, thoughts []string, out *transcript.Batch) {
	id := ingest.MessageID(c.session, c.uuid)
	m := transcript.Thoughts(id, c.session, c.subagent, c.at, thoughts)
	if text != "" {
		thought := m.Parts
		m = transcript.Answer(id, c.session, c.subagent, c.at, text)
		m.Parts = append(m.Parts, thought...)
	}
	m.Model = modelName
	out.AddMessage(m)
}

// call adds a call of a tool. Telemetry does not know its id, and knows it by its input.
func (r *reader) call(c record, call gjson.Result, modelName string, n int, out *transcript.Batch) {
	id := transcript.ID(jsonscan.Get(call, "id"))
	if id == "" {
		id = c.session + "/" + c.uuid + "/" + strconv.Itoa(n)
	}
	args := jsonscan.Get(call, "args")
	described := toolcall.Call{Agent: program, Tool: transcript.Text(jsonscan.Get(call, "name")), Input: args}
	e := r.event(c, ingest.ToolID(id), ingest.TypeToolCall)
	e.ToolUseID, e.Model, e.Status, e.ToolInput = id, modelName, ingest.StatusStarted, transcript.RawJSON(args)
	described.Fill(&e)
	e.Fingerprint = ingest.CallFingerprint(ingest.SourceTranscript, c.session, described.Tool, json.RawMessage(args.Raw))
	e.Message = described.Message(id)
	out.AddEvent(e)
	e.Input, e.ToolInput, e.Message = "", nil, nil
	r.state.Tools.Put(id, openTool{Event: e, Tool: described.Tool}, maxOpenTools)
}

// toolResult adds the result of a call.
func (r *reader) toolResult(c record, out *transcript.Batch) {
	facts := jsonscan.Get(c.Result, "toolCallResult")
	parts := c.Get("message.parts")
	id := cmp.Or(transcript.ID(jsonscan.Get(facts, "callId")), transcript.ID(parts.Get("0.functionResponse.id")))
	if id == "" {
		out.Ignore(c.name())
		return
	}
	open, known := r.state.Tools.Get(id)
	e := open.Event
	if !known {
		e = r.event(c, ingest.ToolID(id), ingest.TypeToolCall)
		e.ToolUseID = id
	}
	e.Status, e.DurationSeconds, e.EndedAt = status(jsonscan.Get(facts, "status")), transcript.Seconds(jsonscan.Get(facts, "durationMs")), c.at
	if parts.Get("0.functionResponse.response.error").Exists() && e.Status == ingest.StatusCompleted {
		e.Status = ingest.StatusFailed
	}
	call := toolcall.Call{
		Agent: program, Tool: cmp.Or(open.Tool, transcript.Text(parts.Get("0.functionResponse.name"))), Result: parts, Facts: jsonscan.Get(facts, "resultDisplay"),
	}
	if !known {
		e.ToolName = call.Tool
	}
	if e.Status != ingest.StatusCompleted {
		e.Status = cmp.Or(call.Worded(parts.Get("0.functionResponse.response.error").String()), e.Status)
	}
	r.see(c, transcript.LastCall)
	d := call.FillResult(&e)
	if e.Status == ingest.StatusFailed {
		e.Error = e.Output
	}
	e.Message = call.Message(id)
	out.AddEvent(e)
	e.Message = nil
	if r.state.Tools.Drop(id); d != nil && e.Status == ingest.StatusStarted {
		e.Output, e.Context = "", nil
		r.state.Tools.Put(id, openTool{Event: e, Tool: call.Tool}, maxOpenTools)
	}
}

// status returns what Qwen Code's word for the end of a call or of a task means.
func status(value gjson.Result) ingest.Status {
	switch value.String() {
	case "error", "failed":
		return ingest.StatusFailed
	case "cancelled":
		return ingest.StatusCancelled
	default:
		return ingest.StatusCompleted
	}
}

// usage adds the tokens of an answer. Prompt tokens include cached ones; thoughts are no part of the candidates.
func (r *reader) usage(c record, modelName string, out *transcript.Batch) {
	spent := jsonscan.Get(c.Result, "usageMetadata")
	cached := transcript.Tokens(jsonscan.Get(spent, "cachedContentTokenCount"))
	u := ingest.Usage{
		ID: ingest.UsageID(c.session+"/"+c.uuid, ""), SessionID: c.session, At: c.at, Model: modelName, AgentID: r.actor(c),
		Input: max(transcript.Tokens(jsonscan.Get(spent, "promptTokenCount"))-cached, 0), CacheRead: cached,
		Output: transcript.Tokens(jsonscan.Get(spent, "candidatesTokenCount")), Thoughts: transcript.Tokens(jsonscan.Get(spent, "thoughtsTokenCount")),
	}
	if c.subagent == "" {
		u.EventID = r.state.Prompt.ID
	} else {
		u.Subagent, u.SubagentType = c.subagent, r.state.SubagentType
	}
	u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTranscript, c.session, u)
	out.AddUsage(u)
}
