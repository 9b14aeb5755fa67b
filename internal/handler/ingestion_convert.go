package handler

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// apiSource is the source of what comes over the API.
const apiSource = "api"

// decodeEvent decodes one item, and lists what of it does not fit. An event that names no id gets one that is made of all it says,
// and of now where it names no time.
func decodeEvent(item json.RawMessage, location []string, now model.Instant) (api.EventInput, []apperr.Field) {
	var event api.EventInput
	decoder := json.NewDecoder(bytes.NewReader(item))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&event); err != nil {
		if deref(event.EventID) == "" {
			event.EventID = nil
		}
		return event, []apperr.Field{undecodable(err, location)}
	}
	var fields []apperr.Field
	fault := func(name, message, kind string) {
		fields = append(fields, apperr.Field{Location: slices.Concat(location, []string{name}), Message: message, Type: kind})
	}
	for _, required := range []struct{ name, value string }{
		{"agent_id", event.AgentID}, {"event_type", string(event.EventType)}, {"session_id", event.SessionID},
	} {
		if required.value == "" {
			fault(required.name, "field required", "value_error.missing")
		}
	}
	if event.EventType != "" && !event.EventType.Valid() {
		fault("event_type", "value is not one of the types of events", "type_error.enum")
	}
	if event.EventID != nil && *event.EventID == "" {
		fault("event_id", "ensure this value has at least 1 characters", "value_error.any_str.min_length")
	}
	if deref(event.CostTokens) < 0 {
		fault("cost_tokens", "ensure this value is greater than or equal to 0", "value_error.number.not_ge")
	}
	if deref(event.ExecutionDurationSeconds) < 0 {
		fault("execution_duration_seconds", "ensure this value is greater than or equal to 0", "value_error.number.not_ge")
	}
	if event.EventID == nil && len(fields) == 0 {
		event.EventID = madeID(event, item, now)
	}
	return event, fields
}

func madeID(event api.EventInput, item json.RawMessage, now model.Instant) *string {
	var content bytes.Buffer
	if err := json.Compact(&content, item); err != nil { // never: it was decoded
		content.Write(item)
	}
	if event.Timestamp == nil {
		content.WriteString(string(now))
	}
	id := ingest.MarkID(event.SessionID, string(event.EventType), content.String())
	return &id
}

// undecodable says which member is of a wrong type, or unknown.
func undecodable(err error, location []string) apperr.Field {
	field := apperr.Field{Location: location, Message: "value is not of the type that is wanted", Type: "type_error"}
	var wrong *json.UnmarshalTypeError
	_, unknown, isUnknown := strings.Cut(err.Error(), "unknown field ")
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		field.Location = slices.Concat(location, strings.Split(wrong.Field, "."))
	case isUnknown:
		field.Location = slices.Concat(location, []string{strings.Trim(unknown, `"`)})
		field.Message, field.Type = "extra fields not permitted", "value_error.extra"
	}
	return field
}

func fromAPIEvent(e api.EventInput) ingest.Observation {
	event := ingest.Event{
		ID: deref(e.EventID), SessionID: e.SessionID, AgentID: e.AgentID, Type: string(e.EventType), ToolName: deref(e.ToolName),
		At: model.Instant(deref(e.Timestamp)), Input: deref(e.InputSummary), Output: deref(e.OutputSummary), Context: e.Context,
		ParentID: deref(e.ParentEventID), SubagentType: deref(e.SubagentType), TaskID: deref(e.ClaudeTaskID), FeatureID: deref(e.FeatureID),
		Model: deref(e.Model), Status: ingest.Status(deref(e.Status)), DurationSeconds: e.ExecutionDurationSeconds, CostTokens: e.CostTokens,
		ToolUseID: deref(e.ToolUseID), Source: apiSource,
	}
	if e.ToolInput != nil {
		if input, err := json.Marshal(e.ToolInput); err == nil {
			event.ToolInput = input
		}
	}
	return ingest.Observation{Event: &event}
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

// location is where an item stands in the body.
func location(place int, isList bool) []string {
	if !isList {
		return []string{"body"}
	}
	return []string{"body", strconv.Itoa(place)}
}

func toAPIProblemFields(fields []apperr.Field) []api.ProblemField {
	if len(fields) == 0 {
		return nil
	}
	return convert(fields, func(f apperr.Field) api.ProblemField {
		return api.ProblemField{Loc: f.Location, Msg: f.Message, Type: f.Type}
	})
}
