package otlp

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The attributes that hold messages by the conventions for generative AI, as structures or as JSON in a text.
const (
	systemMessages = "gen_ai.system_instructions"
	inputMessages  = "gen_ai.input.messages"
	outputMessages = "gen_ai.output.messages"
)

// reportGenerativeMessages reports the messages of a request. Each request repeats the conversation before it, and its answer is an input of the next
// one: a message is known by its role and its parts.
func (r *record) reportGenerativeMessages(to *collector) {
	at := r.at
	if parts := r.attrs.json(systemMessages); parts.IsArray() {
		r.reportGenerativeMessage(generativeMessage{role: model.RoleSystem, parts: parts, at: at, position: 1}, to)
	}
	position := int64(1)
	report := func(_, m gjson.Result) bool {
		position++
		r.reportGenerativeMessage(generativeMessage{
			role: model.Role(m.Get("role").Str), parts: m.Get("parts"), finish: m.Get("finish_reason").Str, at: at, position: position,
		}, to)
		return position < ingest.MaxParts
	}
	r.attrs.json(inputMessages).ForEach(report)
	if begun, ok := r.at.Time(); ok && r.isSpan && r.seconds != nil {
		at = model.NewInstant(begun.Add(time.Duration(*r.seconds * float64(time.Second))))
	}
	r.attrs.json(outputMessages).ForEach(report)
}

// json returns an attribute that is JSON, nothing for any other.
func (a attributes) json(key string) gjson.Result {
	switch v := a[key].(type) {
	case string:
		if gjson.Valid(v) {
			return gjson.Parse(v)
		}
	case []any, map[string]any:
		if raw, err := json.Marshal(v); err == nil {
			return gjson.ParseBytes(raw)
		}
	}
	return gjson.Result{}
}

// generativeMessage is a message by the conventions.
type generativeMessage struct {
	role     model.Role
	parts    gjson.Result
	finish   string
	at       model.Instant
	position int64
}

// reportGenerativeMessage reports a message. Its calls, and the results of calls, are messages of their own.
func (r *record) reportGenerativeMessage(m generativeMessage, to *collector) {
	var said []ingest.Part
	calls := 0
	m.parts.ForEach(func(_, part gjson.Result) bool {
		switch part.Get("type").Str {
		case "tool_call", "server_tool_call", "tool_call_response", "server_tool_call_response":
			calls++
			r.reportGenerativeCall(m, part, int64(calls), to)
		default:
			if p, ok := generativePart(part); ok {
				p.Number = len(said)
				said = append(said, p)
			}
		}
		return len(said)+calls < ingest.MaxParts
	})
	kind := kindOfRole(m.role)
	if len(said) == 0 || kind == "" {
		return
	}
	key := ingest.Canonical(json.RawMessage(m.parts.Raw))
	to.message(ingest.Message{
		ID: ingest.MarkID(r.session(), "message", string(m.role)+"\x00"+key), SessionID: r.session(), At: m.at, Position: m.position, Role: m.role, Kind: kind,
		Model: r.modelOf(m.role), FinishReason: finishReason(m.finish), Parts: said,
	})
}

// modelOf returns the model that said something in a role, "" for others.
func (r *record) modelOf(role model.Role) string {
	if role != model.RoleAssistant {
		return ""
	}
	return r.attrs.text("gen_ai.response.model", "gen_ai.request.model")
}

func kindOfRole(role model.Role) model.MessageKind {
	switch role {
	case model.RoleUser:
		return model.KindPrompt
	case model.RoleAssistant:
		return model.KindAnswer
	case model.RoleSystem:
		return model.KindReminder
	case model.RoleTool:
		return model.KindNotice
	default:
		return ""
	}
}

// finishReason returns why a model stopped, "" for a word that the conventions do not have.
func finishReason(word string) model.FinishReason {
	switch reason := model.FinishReason(word); reason {
	case model.FinishStop, model.FinishLength, model.FinishContentFilter, model.FinishToolCall, model.FinishError:
		return reason
	default:
		return ""
	}
}

// generativePart returns a part that is neither a call nor a result.
func generativePart(part gjson.Result) (ingest.Part, bool) {
	content := part.Get("content")
	text := content.Str
	if content.Exists() && content.Type != gjson.String {
		text = content.Raw
	}
	switch part.Get("type").Str {
	case "text":
		return ingest.TextPart(0, model.PartText, text), text != ""
	case "reasoning":
		return ingest.TextPart(0, model.PartReasoning, text), text != ""
	case "compaction":
		return ingest.TextPart(0, model.PartCompaction, text), text != ""
	case "uri":
		return ingest.TextPart(0, model.PartURI, part.Get("uri").Str), part.Get("uri").Str != ""
	case "file":
		p := ingest.TextPart(0, model.PartFile, part.Get("file_id").Str)
		p.Name = p.Text
		return p, p.Text != ""
	case "blob":
		inline := gjson.Parse(`{"inlineData":{"mimeType":` + strconv.Quote(part.Get("mime_type").Str) + `,"data":` + strconv.Quote(text) + `}}`)
		return toolcall.Media(inline)
	default:
		return ingest.Part{}, false
	}
}

// reportGenerativeCall reports a call of a tool, or its result, which a span of the tool may report too.
func (r *record) reportGenerativeCall(m generativeMessage, part gjson.Result, number int64, to *collector) {
	id := part.Get("id").Str
	if id == "" {
		return
	}
	call := toolcall.Call{Agent: r.agent.ID, Tool: part.Get("name").Str, Input: part.Get("arguments")}
	for _, name := range []string{"response", "result", "server_tool_call_response"} {
		if value := part.Get(name); value.Exists() && !call.Result.Exists() {
			call.Result = value
		}
	}
	said := call.Message(id)
	if said == nil {
		return
	}
	said.ID, said.EventID, said.SessionID, said.At, said.Position = ingest.ToolID(id), ingest.ToolID(id), r.session(), m.at, m.position+number
	to.message(*said)
}
