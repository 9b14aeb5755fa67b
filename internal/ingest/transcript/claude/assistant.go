package claude

import (
	"cmp"
	"math"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// assistant reads one block of a message of the agent.
func (c *reader) assistant(r record, out *transcript.Batch) {
	if r.isRepeated {
		return
	}
	message := r.message
	found := jsonscan.Several(message, "model", "id", "content", "usage", "stop_reason")
	name := transcript.ID(found[0])
	if agent.IsLocalModel(name) || r.apiError {
		c.apiError(r, message, out)
		return
	}
	if name != "" && r.branch == "" {
		c.state.Model = name
	}
	id := cmp.Or(transcript.ID(found[1]), r.uuid)
	a := c.answerOf(r, id, found[3])
	r.stop, c.blocks = transcript.Text(found[4]), 0
	if content := found[2]; content.IsArray() {
		jsonscan.Each(content, func(_ string, block gjson.Result) bool {
			switch jsonscan.Get(block, "type").Str {
			case "text":
				c.text(r, a, name, jsonscan.Get(block, "text"), out)
				c.answered(r, out)
			case "thinking", "redacted_thinking":
				c.reasoning(r, a, name, block, out)
			case "tool_use", "server_tool_use":
				c.call(r, block, name, out)
			}
			return true
		})
	} else {
		c.text(r, a, name, content, out)
		c.answered(r, out)
	}
	c.usage(r, a, id, name, found[3], out)
	c.supersede(r, out)
}

// text adds what the agent said.
func (c *reader) text(r record, a answer, modelName string, value gjson.Result, out *transcript.Batch) {
	whole := transcript.Whole(value)
	if whole == "" {
		return
	}
	c.answerPart(r, a, modelName, ingest.TextPart(0, model.PartText, whole), out)
	c.message(r, a, modelName, transcript.Truncate(whole, ingest.MaxEventText), out)
}

// message adds the event of what the agent said. A message is written as several records, one for each of its blocks: their texts are one event.
func (c *reader) message(r record, a answer, modelName, text string, out *transcript.Batch) {
	if text == "" {
		return
	}
	switch {
	case c.state.MessageID != a.Key:
	case strings.HasSuffix(c.state.Text, text): // the same record, written twice
		text = c.state.Text
	default:
		text = transcript.Truncate(c.state.Text+"\n\n"+text, ingest.MaxEventText)
	}
	c.state.MessageID, c.state.Text = a.Key, text
	e := c.event(r, ingest.MessageID(r.session, a.Key), ingest.TypeCompletion)
	e.Model = modelName
	transcript.SetMessage(&e, text)
	if r.stop != "" {
		e.Context = transcript.With(e.Context, "stop_reason", transcript.Quoted(transcript.Truncate(r.stop, transcript.MaxKind)))
	}
	if r.isCutShort {
		e.Context = transcript.With(e.Context, "aborted", transcript.Quoted(true))
	}
	out.AddEvent(e)
	c.remember(r, e.ID)
}

// remember keeps which event a record is a part of.
func (c *reader) remember(r record, eventID string) {
	if r.uuid != "" {
		c.state.Records.Put(r.uuid, eventID, maxRecords)
	}
}

// supersede marks the events of the records that a record takes the place of: an answer that was refused, or whose call could not be read, is
// made again. Its requests were made all the same.
func (c *reader) supersede(r record, out *transcript.Batch) {
	jsonscan.Each(r.replaces, func(_ string, uuid gjson.Result) bool {
		if id, known := c.state.Records.Get(transcript.ID(uuid)); known {
			out.AddEvent(ingest.Event{ID: id, SessionID: r.session, Context: transcript.With(nil, "superseded_by", transcript.Quoted(r.uuid))})
		}
		return true
	})
}

// apiError adds a failed request that is written as a message.
func (c *reader) apiError(r record, message gjson.Result, out *transcript.Batch) {
	text := transcript.JoinedText(jsonscan.Get(message, "content"))
	if !r.apiError && !r.failure.Exists() {
		return // Claude Code made it itself, such as "No response requested."
	}
	e := c.event(r, ingest.MessageID(r.session, cmp.Or(transcript.ID(jsonscan.Get(message, "id")), r.uuid)), ingest.TypeError)
	e.Output, e.Error, e.Status = text, cmp.Or(transcript.Text(r.failure), text), ingest.StatusFailed
	c.see(r, transcript.LastFailure)
	out.AddEvent(e)
	if whole := cmp.Or(text, e.Error); whole != "" {
		out.AddMessage(ingest.Message{
			ID: e.ID, EventID: e.ID, SessionID: r.session, Subagent: r.branch, At: r.at, Role: model.RoleAssistant, Kind: model.KindError,
			FinishReason: model.FinishError, Parts: []ingest.Part{ingest.TextPart(0, model.PartText, whole)},
			Fingerprint: ingest.AnswerFingerprint(ingest.SourceTranscript, r.session, r.branch, whole, true),
		})
	}
}

// call adds a call of a tool, or a delegation.
func (c *reader) call(r record, block gjson.Result, modelName string, out *transcript.Batch) {
	id, input := transcript.ID(jsonscan.Get(block, "id")), jsonscan.Get(block, "input")
	if id == "" {
		return
	}
	e := c.event(r, ingest.ToolID(id), ingest.TypeToolCall)
	e.Model, e.ToolUseID, e.Status, e.ToolInput = modelName, id, ingest.StatusStarted, transcript.RawJSON(input)
	call := toolcall.Call{Agent: program, Tool: transcript.Text(jsonscan.Get(block, "name")), Input: input}
	tool := openTool{Tool: call.Tool, Task: call.Task()}
	c.see(r, transcript.LastCall)
	if call.Fill(&e) != nil {
		tool.PromptHash = promptHash(e.Input)
	}
	e.Message = call.Message(id)
	out.AddEvent(e)
	c.remember(r, e.ID)
	e.Input, e.ToolInput, e.Message = "", nil, nil
	tool.Event = e
	if root, ok := c.state.Roots.Get(tool.PromptHash); ok && tool.PromptHash != "" {
		c.state.Roots.Drop(tool.PromptHash)
		tool = c.startedBranch(tool, root, out)
	}
	c.state.Tools.Put(id, tool, maxOpenTools)
}

// usage adds the tokens of a request. Each record of a message repeats its usage, and the early ones have not all of its tokens.
func (c *reader) usage(r record, a answer, id, modelName string, usage gjson.Result, out *transcript.Batch) {
	if !usage.IsObject() || id == "" {
		return
	}
	if c.from.Seen.RepeatedMessage(id, r.request) && (r.sidechain || r.agent != "") {
		return // a side question repeats the messages of its parent under requests of its own
	}
	_, subagentType := c.actor(r)
	u := tokensOf(usage)
	u.ID, u.SessionID, u.At, u.Model, u.StatedMicroUSD = requestID(r, a, id), r.session, r.at, modelName, statedCost(r.cost)
	u.MessageID, u.RequestID = id, a.Request
	if a.Request != "" {
		u.MessageID = a.Key
	}
	u.Subagent, u.SubagentType, u.AgentID = r.branch, subagentType, cmp.Or(subagentType, program)
	if r.branch == "" {
		u.EventID = c.promptOf(r)
	}
	if a.Request == "" { // some gateways name no request, to telemetry neither
		u.Fingerprint = ingest.UsageFingerprint(ingest.SourceTranscript, r.session, u)
	}
	out.AddUsage(u)
	c.iterations(u, usage, out)
}

// tokensOf returns the tokens of a usage, and what changes their price. Those of thinking are a part of the output.
func tokensOf(usage gjson.Result) ingest.Usage {
	found := jsonscan.Several(usage, "input_tokens", "output_tokens", "cache_read_input_tokens", "output_tokens_details", "speed",
		"service_tier", "inference_geo", "server_tool_use")
	u := ingest.Usage{
		Input: transcript.Tokens(found[0]), Output: transcript.Tokens(found[1]), CacheRead: transcript.Tokens(found[2]),
		Tier: ingest.TierOf(transcript.ID(found[5]), transcript.ID(found[4])), InferenceGeo: ingest.GeoOf(transcript.ID(found[6])),
		WebSearches: transcript.Tokens(jsonscan.Get(found[7], "web_search_requests")),
	}
	u.Thoughts = min(transcript.Tokens(jsonscan.Get(found[3], "thinking_tokens")), u.Output)
	u.Output -= u.Thoughts
	u.CacheWrite5m, u.CacheWrite1h = cacheWrites(usage)
	return u
}

// statedCost returns what a record of an old version says that its answer cost, nil if it says nothing.
func statedCost(dollars gjson.Result) *int64 {
	if dollars.Type != gjson.Number || dollars.Float() <= 0 || dollars.Float() > maxCost {
		return nil
	}
	micro := int64(math.Round(dollars.Float() * 1e6))
	return &micro
}

// maxCost is more than any request costs, in dollars.
const maxCost = 1e6

// requestID returns the id of the request of an answer. Where no source names it, the answer does.
func requestID(r record, a answer, message string) string {
	if a.Request != "" {
		return ingest.UsageID(message, a.Request)
	}
	return ingest.UsageID(r.session+"/"+a.Key, "")
}

// cacheWrites returns the tokens that were written to the cache for five minutes and for an hour. Those of which the usage does not say how
// long are priced as five minutes (ModelUsage in the type declarations of the SDK).
func cacheWrites(usage gjson.Result) (short, long int64) {
	all, divided := transcript.Tokens(jsonscan.Get(usage, "cache_creation_input_tokens")), jsonscan.Get(usage, "cache_creation")
	if !divided.IsObject() {
		return all, 0
	}
	short, long = transcript.Tokens(jsonscan.Get(divided, "ephemeral_5m_input_tokens")), transcript.Tokens(jsonscan.Get(divided, "ephemeral_1h_input_tokens"))
	return short + max(0, all-short-long), long
}
