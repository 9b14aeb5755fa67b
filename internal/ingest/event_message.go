package ingest

import "github.com/htmlgraph/htmlgraph/internal/model"

// StoredEvent is an event as its row says it, with the number of the row.
type StoredEvent struct {
	Event
	Row int64
}

// MessageOf returns the message that an event is, as far as the texts of the event say it: that of a source that knows no more. It returns nil for
// what is only a mark, such as the start of a session.
func MessageOf(e *Event) *Message {
	switch {
	case e.ToolName == model.ToolUserQuery:
		return Said(model.KindPrompt, model.RoleUser, e.Input)
	case e.ToolName == model.ToolMessage:
		return Said(model.KindAnswer, model.RoleAssistant, firstOf(e.Output, e.Input))
	case e.ToolName == model.ToolUserCommand:
		return withResponse(Said(model.KindCommand, model.RoleUser, e.Input), e)
	case e.Type == TypeError:
		return Said(model.KindError, model.RoleSystem, firstOf(e.Error, e.Output, e.Input))
	case isCall(e.Type):
		return callOf(e)
	default:
		return nil
	}
}

func isCall(kind string) bool {
	switch kind {
	case TypeToolCall, TypeToolResult, TypeDelegation, TypeTaskDelegation:
		return true
	default:
		return false
	}
}

// callOf returns the message of a call.
func callOf(e *Event) *Message {
	m := &Message{Kind: model.KindCall, Role: model.RoleAssistant}
	if text := firstOf(string(e.ToolInput), e.Input); text != "" {
		m.Parts = append(m.Parts, Part{
			Section: model.SectionCall, Type: model.PartCall, CallID: e.ToolUseID, Name: e.ToolName, Text: text, IsCut: IsTruncated(text),
		})
	}
	if m = withResponse(m, e); len(m.Parts) == 0 {
		return nil
	}
	return m
}

// withResponse adds what a call returned to its message.
func withResponse(m *Message, e *Event) *Message {
	text := firstOf(e.Output, e.Error)
	if m == nil || text == "" {
		return m
	}
	m.Parts = append(m.Parts, Part{
		Section: model.SectionResponse, Type: model.PartResponse, CallID: e.ToolUseID, Name: e.ToolName, Text: text, IsCut: IsTruncated(text),
	})
	return m
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
