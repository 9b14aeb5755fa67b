package transcript

import (
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func (g *gemini) prompt(id string, m gjson.Result, at model.Instant, out *Batch) {
	said := joinedText(m.Get("content"))
	if said == "" || g.state.Subagent {
		return
	}
	e := ingest.Event{
		ID: ingest.PromptID(g.state.Session, id), SessionID: g.state.Session, AgentID: geminiAgent, Type: ingest.TypeToolCall,
		ToolName: model.ToolUserQuery, At: at, Input: said, Status: ingest.StatusStarted,
		Fingerprint: ingest.PromptFingerprint(ingest.SourceTranscript, g.state.Session, false),
	}
	if g.state.Prompt.ID != e.ID {
		g.closePrompt(out)
	}
	out.event(e)
	e.Input = ""
	g.state.Prompt = e
}

// answer tells a message of the agent, the tools that it called and what it took. A later record with the same id holds more of each.
func (g *gemini) answer(id string, m gjson.Result, at model.Instant, out *Batch) {
	name := text(m.Get("model"))
	g.state.Model = first(name, g.state.Model)
	if said := joinedText(m.Get("content")); said != "" {
		e := g.event(ingest.MessageID(g.state.Own, id), ingest.TypeCompletion, at)
		e.Model = name
		speak(&e, said)
		out.event(e)
	}
	if calls := m.Get("toolCalls"); calls.IsArray() {
		calls.ForEach(func(_, call gjson.Result) bool {
			g.call(call, name, at, out)
			return true
		})
	}
	g.usage(id, name, m.Get("tokens"), at, out)
}

func (g *gemini) call(call gjson.Result, modelName string, at model.Instant, out *Batch) {
	id := idText(call.Get("id"))
	if id == "" {
		return
	}
	e := g.event(ingest.ToolID(id), ingest.TypeToolCall, first2(instant(call.Get("timestamp")), at))
	e.ToolName, e.ToolUseID, e.Model = text(call.Get("name")), id, modelName
	e.Input, e.ToolInput = summarize(call.Get("args")), rawJSON(call.Get("args"))
	e.Output = geminiOutput(call.Get("result"))
	e.Fingerprint = ingest.CallFingerprint(ingest.SourceTranscript, g.state.Session, e.ToolName, json.RawMessage(call.Get("args").Raw))
	switch strings.ToLower(call.Get("status").String()) {
	case "success":
		e.Status = ingest.StatusCompleted
	case "error":
		e.Status, e.Error = ingest.StatusFailed, clip(e.Output, 2000)
	case "cancelled":
		e.Status = ingest.StatusCancelled
	default:
		e.Status = ingest.StatusStarted
	}
	if agent := idText(call.Get("agentId")); agent != "" {
		e.Type, e.TaskID = ingest.TypeTaskDelegation, agent
		e.SubagentType = first(text(call.Get("args.agent_name")), e.ToolName)
		e.Context = with(nil, "tool_name", quoted(e.ToolName))
		e.ToolName = model.ToolTask
	}
	out.event(e)
}

// geminiOutput returns the text of a result: parts, of which some are responses of functions.
func geminiOutput(result gjson.Result) string {
	if said := joinedText(result); said != "" || !result.IsArray() {
		return said
	}
	var parts []string
	result.ForEach(func(_, part gjson.Result) bool {
		response := part.Get("functionResponse.response")
		if said := first(text(response.Get("output")), text(response.Get("error"))); said != "" {
			parts = append(parts, said)
		} else if response.Exists() {
			parts = append(parts, clip(response.Raw, maxText))
		}
		return len(parts) < 100
	})
	return clip(strings.Join(parts, "\n"), maxText)
}

// usage tells what a message took: cached tokens are part of the input there, and those of tools are input too.
func (g *gemini) usage(id, modelName string, spent gjson.Result, at model.Instant, out *Batch) {
	if !spent.IsObject() {
		return
	}
	cached := tokens(spent.Get("cached"))
	u := ingest.Usage{
		ID: ingest.UsageID(g.state.Own+"/"+id, ""), SessionID: g.state.Session, At: at, Model: modelName, EventID: g.state.Prompt.ID,
		AgentID: geminiAgent, Input: max(tokens(spent.Get("input"))-cached, 0) + tokens(spent.Get("tool")), CacheRead: cached,
		Output: tokens(spent.Get("output")), Thoughts: tokens(spent.Get("thoughts")),
	}
	if g.state.Subagent {
		u.Subagent, u.SubagentType = g.state.Own, "subagent"
	}
	if total(u) > 0 {
		u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTranscript, g.state.Session, u)
		out.usage(u)
	}
}
