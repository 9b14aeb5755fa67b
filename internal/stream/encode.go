package stream

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
)

// encodeItem encodes an item of the event stream as the OpenAPI document describes it, with its cursor if withCursor is true.
func encodeItem(item changefeed.Item, withCursor bool) []byte {
	var cursor *string
	if withCursor && item.At != (changefeed.Position{}) {
		text := item.At.Cursor()
		cursor = &text
	}
	switch {
	case item.Event != nil && item.Changed:
		return encode(toAPIEventUpdateMessage(toAPIEventMessage(*item.Event, cursor)))
	case item.Event != nil:
		return encode(toAPIEventMessage(*item.Event, cursor))
	case item.Spawner != nil:
		return encode(toAPISpawnerEventMessage(*item.Spawner, cursor))
	case item.State != nil:
		return encode(api.StateMessage{Type: api.StateMessageTypeState, SessionID: item.State.SessionID, State: toAPISessionState(item.State.State)})
	default:
		return encode(api.GapMessage{Type: api.GapMessageTypeGap, Reason: item.Gap, Cursor: cursor})
	}
}

// encode encodes a message. It returns nil where that fails, because a query returned a number that JSON cannot represent. Such a
// message is not sent: stored data must not end a stream.
func encode(message any) []byte {
	text, err := json.Marshal(message)
	if err != nil {
		return nil
	}
	return text
}

func toAPIEventMessage(e model.LiveEvent, cursor *string) api.EventMessage {
	return api.EventMessage{
		Type: api.EventMessageTypeEvent, EventID: e.EventID, AgentID: model.Or(&e.AgentID, model.UnknownAgent), EventType: e.EventType,
		Timestamp: string(e.Timestamp), ToolName: e.ToolName, InputSummary: e.InputSummary, OutputSummary: e.OutputSummary,
		SessionID: e.SessionID, Status: string(e.Status.OrRecorded()), Model: e.Model, ParentEventID: e.ParentEventID,
		ExecutionDurationSeconds: e.DurationSeconds, CostTokens: e.CostTokens, Context: toAPIObject(e.Context), Cursor: cursor,
	}
}

// toAPIEventUpdateMessage returns a message about a changed event. It has the same fields as one about a new event.
func toAPIEventUpdateMessage(e api.EventMessage) api.EventUpdateMessage {
	return api.EventUpdateMessage{
		Type: api.EventUpdateMessageTypeEventUpdate, EventID: e.EventID, AgentID: e.AgentID, EventType: e.EventType, Timestamp: e.Timestamp,
		ToolName: e.ToolName, InputSummary: e.InputSummary, OutputSummary: e.OutputSummary, SessionID: e.SessionID, Status: e.Status,
		Model: e.Model, ParentEventID: e.ParentEventID, ExecutionDurationSeconds: e.ExecutionDurationSeconds, CostTokens: e.CostTokens,
		Context: e.Context, Cursor: e.Cursor,
	}
}

func toAPISpawnerEventMessage(e model.SpawnerEvent, cursor *string) api.SpawnerEventMessage {
	return api.SpawnerEventMessage{
		Type: api.SpawnerEventMessageTypeSpawnerEvent, LiveEventID: e.ID, EventType: e.EventType, SpawnerType: e.SpawnerType,
		ParentEventID: e.ParentEventID, SessionID: e.SessionID, Timestamp: string(e.CreatedAt), Data: toAPIObject(e.Data), Cursor: cursor,
	}
}

// toAPIObject returns a stored JSON object, or an empty one where text is not an object.
func toAPIObject(text *string) map[string]any {
	object, ok := model.Object(text)
	if !ok {
		return map[string]any{}
	}
	return object
}

func toAPISessionState(s model.SessionState) api.SessionState {
	certain := api.SessionStateCertainReported
	if s.Inferred {
		certain = api.SessionStateCertainInferred
	}
	return api.SessionState{
		Name: api.SessionStateName(s.Name), Why: model.NonEmpty(string(s.Why)), Detail: model.NonEmpty(s.Detail), Subagent: model.NonEmpty(s.Subagent),
		Since: model.NonEmpty(string(s.Since)), Until: model.NonEmpty(string(s.Until)), By: api.SessionStateBy(s.By), Certain: certain,
	}
}
