package stream

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
)

// encodeItem writes an item of the event stream as the document has it, with its cursor if withCursor is set.
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
	default:
		return encode(api.GapMessage{Type: api.GapMessageTypeGap, Reason: item.Gap, Cursor: cursor})
	}
}

// encode writes a message. One that cannot be written, because a query gave a number that JSON does not have, is nil, and not sent:
// nothing that is stored may end the streams of others.
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

// toAPIEventUpdateMessage returns the same fields as a change.
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

// toAPIObject returns the stored object, empty where there is none.
func toAPIObject(text *string) map[string]any {
	object, ok := model.Object(text)
	if !ok {
		return map[string]any{}
	}
	return object
}
