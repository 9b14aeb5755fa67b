package gemini

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// prompt begins a turn.
func (g *reader) prompt(id string, m gjson.Result, at model.Instant, out *transcript.Batch) {
	text := shown(m)
	if text == "" || g.state.Subagent {
		return
	}
	e := ingest.Event{
		ID: ingest.PromptID(g.state.Session, id), SessionID: g.state.Session, AgentID: program, Type: ingest.TypeToolCall,
		ToolName: model.ToolUserQuery, At: at, Input: text, Status: ingest.StatusStarted,
		Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, g.state.Session, false),
	}
	if g.state.Prompt.ID != e.ID {
		g.state.Last.EndTurn(&g.state.Prompt, e.ID, out)
	}
	e.Message = transcript.Prompted(wholeContent(m))
	out.AddEvent(e)
	e.Input, e.Message = "", nil
	g.state.Prompt = e
}

// answer adds a message of the agent, the calls in it and its tokens. A later record with the same id holds more of each.
func (g *reader) answer(id string, m gjson.Result, at model.Instant, out *transcript.Batch) {
	name := transcript.Text(jsonscan.Get(m, "model"))
	g.state.Model = cmp.Or(name, g.state.Model)
	if text := shown(m); text != "" {
		e := g.event(ingest.MessageID(g.state.Own, id), ingest.TypeCompletion, at)
		e.Model = name
		transcript.SetMessage(&e, text)
		g.state.Last.See(transcript.LastAnswer, at)
		out.AddEvent(e)
	}
	g.said(id, m, name, at, out)
	if calls := jsonscan.Get(m, "toolCalls"); calls.IsArray() {
		jsonscan.Each(calls, func(_ string, call gjson.Result) bool {
			g.call(call, name, at, out)
			return true
		})
	}
	g.usage(id, name, jsonscan.Get(m, "tokens"), at, out)
}

// said adds the message of the agent: what the model thought, and what it said.
func (g *reader) said(id string, m gjson.Result, modelName string, at model.Instant, out *transcript.Batch) {
	subagent := g.subagent()
	var thoughts []string
	jsonscan.Each(jsonscan.Get(m, "thoughts"), func(_ string, thought gjson.Result) bool {
		found := jsonscan.Several(thought, "subject", "description")
		thoughts = append(thoughts, strings.TrimSpace(transcript.Whole(found[0])+"\n"+transcript.Whole(found[1])))
		return true
	})
	message := ingest.MessageID(g.state.Own, id)
	of := transcript.Thoughts(message, g.state.Session, subagent, at, thoughts)
	if parts := wholeContent(m); len(parts) > 0 {
		of = transcript.Answer(message, g.state.Session, subagent, at, transcript.TextOf(parts))
		of.Parts = append(of.Parts, transcript.Thoughts(message, g.state.Session, subagent, at, thoughts).Parts...)
	}
	of.Model = modelName
	out.AddMessage(of)
}

// subagent returns the subagent of the file, "" for none.
func (g *reader) subagent() string {
	if g.state.Subagent {
		return g.state.Own
	}
	return ""
}

// call adds a call of a tool, or a delegation. Telemetry does not know its id, and knows it by its input.
func (g *reader) call(call gjson.Result, modelName string, at model.Instant, out *transcript.Batch) {
	id := transcript.ID(jsonscan.Get(call, "id"))
	if id == "" {
		return
	}
	e := g.event(ingest.ToolID(id), ingest.TypeToolCall, cmp.Or(transcript.Instant(jsonscan.Get(call, "timestamp")), at))
	args := jsonscan.Get(call, "args")
	described := toolcall.Call{
		Agent: program, Tool: transcript.Text(jsonscan.Get(call, "name")), Input: args, Result: jsonscan.Get(call, "result"), Subagent: transcript.ID(jsonscan.Get(call, "agentId")),
	}
	e.ToolUseID, e.Model, e.ToolInput = id, modelName, transcript.RawJSON(args)
	described.Fill(&e)
	e.Fingerprint = ingest.CallFingerprint(ingest.SourceTranscript, g.state.Session, described.Tool, json.RawMessage(args.Raw))
	last := transcript.LastCall
	switch strings.ToLower(jsonscan.Get(call, "status").String()) {
	case "success":
		e.Status = ingest.StatusCompleted
	case "error":
		e.Status, e.Error = ingest.StatusFailed, transcript.Truncate(e.Output, 2000)
	case "cancelled":
		e.Status = cmp.Or(described.Worded(e.Output), ingest.StatusCancelled)
		last = transcript.LastInterruption // the user stopped the agent with it
	default:
		e.Status = ingest.StatusStarted
	}
	g.state.Last.See(last, at)
	e.Message = described.Message(id)
	out.AddEvent(e)
}

// usage adds the tokens of a message. Its input includes cached tokens, but not those of tools, which are input too.
func (g *reader) usage(id, modelName string, spent gjson.Result, at model.Instant, out *transcript.Batch) {
	if !spent.IsObject() {
		return
	}
	cached := transcript.Tokens(jsonscan.Get(spent, "cached"))
	u := ingest.Usage{
		ID: ingest.UsageID(g.state.Own+"/"+id, ""), SessionID: g.state.Session, At: at, Model: modelName, EventID: g.state.Prompt.ID,
		AgentID: program, Input: max(transcript.Tokens(jsonscan.Get(spent, "input"))-cached, 0) + transcript.Tokens(jsonscan.Get(spent, "tool")), CacheRead: cached,
		Output: transcript.Tokens(jsonscan.Get(spent, "output")), Thoughts: transcript.Tokens(jsonscan.Get(spent, "thoughts")),
	}
	if g.state.Subagent {
		u.Subagent, u.SubagentType = g.state.Own, "subagent"
	}
	u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTranscript, g.state.Session, u)
	out.AddUsage(u)
}
