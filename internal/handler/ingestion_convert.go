package handler

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// apiSource is the source of what comes over the API.
const apiSource = ingest.SourceAPI

// decodeEvent returns the event of an item, or its invalid fields and only the id that it names. An event without an id gets one that is
// made of all that it says, and of now where it names no time.
func decodeEvent(item openapi.Item, now model.Instant) (api.EventInput, []apperr.Field) {
	if len(item.Invalid) > 0 {
		return api.EventInput{EventID: namedID(item)}, item.Invalid
	}
	var event api.EventInput
	if err := json.Unmarshal(item.JSON, &event); err != nil {
		return api.EventInput{EventID: namedID(item)}, []apperr.Field{undecodable(err, item.Location)}
	}
	if event.EventID == nil {
		event.EventID = contentID(event, item.JSON, now)
	}
	return event, nil
}

// namedID returns the id that an invalid event names, nil for none.
func namedID(item openapi.Item) *string {
	id := gjson.GetBytes(item.JSON, "event_id")
	if id.Type != gjson.String || id.Str == "" {
		return nil
	}
	return &id.Str
}

func contentID(event api.EventInput, item json.RawMessage, now model.Instant) *string {
	var content bytes.Buffer
	if err := json.Compact(&content, item); err != nil { // never: it was decoded
		content.Write(item)
	}
	if deref(event.Timestamp) == "" {
		content.WriteString(string(now))
	}
	id := ingest.MarkID(event.SessionID, string(event.EventType), content.String())
	return &id
}

// undecodable names the member that is valid but cannot be held: an integer that is written as 1.0 or 1e3.
func undecodable(err error, location []string) apperr.Field {
	field := apperr.Field{Location: location, Message: "value is not a valid integer", Type: "type_error.integer"}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		field.Location = slices.Concat(location, strings.Split(wrong.Field, "."))
	}
	return field
}

func fromAPIEvent(e api.EventInput) *ingest.Event {
	event := &ingest.Event{
		ID: deref(e.EventID), SessionID: e.SessionID, AgentID: e.AgentID, Type: string(e.EventType), ToolName: deref(e.ToolName),
		At: model.Instant(deref(e.Timestamp)), Input: deref(e.InputSummary), Output: deref(e.OutputSummary), Context: e.Context,
		ParentID: deref(e.ParentEventID), SubagentType: deref(e.SubagentType), TaskID: deref(e.ClaudeTaskID), FeatureID: deref(e.FeatureID),
		Model: deref(e.Model), Status: ingest.Status(deref(e.Status)), DurationSeconds: e.ExecutionDurationSeconds, CostTokens: e.CostTokens,
		ToolUseID: deref(e.ToolUseID), Source: apiSource,
	}
	if e.ToolInput != nil {
		event.ToolInput = encodeObject(e.ToolInput)
	}
	return event
}

func fromAPISession(s *api.SessionInput) ingest.Session {
	return ingest.Session{
		ID: s.SessionID, Agent: s.Agent, ParentID: deref(s.ParentSessionID), ContinuedFrom: deref(s.ContinuedFrom), At: model.Instant(deref(s.CreatedAt)),
		IsSubagent: deref(s.IsSubagent), TranscriptPath: deref(s.TranscriptPath), Cwd: deref(s.Cwd), Title: deref(s.Title), Model: deref(s.Model),
		StartCommit: deref(s.StartCommit), Metadata: s.Metadata,
	}
}

func fromAPISessionChange(sessionID string, c *api.SessionChange) ingest.Session {
	return ingest.Session{
		ID: sessionID, EndedAt: model.Instant(deref(c.CompletedAt)), Failed: deref(c.Status) == api.SessionChangeStatusFailed, Title: deref(c.Title),
		Model: deref(c.Model), EndCommit: deref(c.EndCommit), HandoffNotes: deref(c.HandoffNotes), RecommendedNext: deref(c.RecommendedNext),
		Metadata: c.Metadata,
	}
}

// encodeObject returns the object as JSON, with its members in the order of their names. Their values stay as they are: the usual encoder
// would make six bytes of each <, > and &.
func encodeObject(object map[string]json.RawMessage) json.RawMessage {
	text := []byte{'{'}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if len(text) > 1 {
			text = append(text, ',')
		}
		quoted, err := json.Marshal(name)
		if err != nil { // never: it is a text
			return nil
		}
		text = append(append(append(text, quoted...), ':'), object[name]...)
	}
	return append(text, '}')
}

func toAPIProblemFields(fields []apperr.Field) []api.ProblemField {
	if len(fields) == 0 {
		return nil
	}
	return convert(fields, func(f apperr.Field) api.ProblemField {
		return api.ProblemField{Loc: f.Location, Msg: f.Message, Type: f.Type}
	})
}
