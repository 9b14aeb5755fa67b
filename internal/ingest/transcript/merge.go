package transcript

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// merge fills what is missing in e from a later observation of the same event, as the store does.
func merge(e *ingest.Event, later ingest.Event) {
	for _, pair := range [][2]*string{
		{&e.AgentID, &later.AgentID}, {&e.Type, &later.Type}, {&e.ToolName, &later.ToolName}, {&e.ParentID, &later.ParentID},
		{&e.Subagent, &later.Subagent}, {&e.SubagentType, &later.SubagentType}, {&e.TaskID, &later.TaskID}, {&e.FeatureID, &later.FeatureID},
		{&e.Model, &later.Model}, {&e.ToolUseID, &later.ToolUseID}, {&e.Error, &later.Error},
	} {
		if *pair[0] == "" {
			*pair[0] = *pair[1]
		}
	}
	if later.Type == ingest.TypeTaskDelegation {
		e.Type = later.Type
	}
	if len(later.Input) > len(e.Input) {
		e.Input = later.Input
	}
	if len(later.Output) > len(e.Output) {
		e.Output = later.Output
	}
	if e.ToolInput == nil {
		e.ToolInput = later.ToolInput
	}
	if later.At != "" && (e.At == "" || later.At.Compare(e.At) < 0) {
		e.At = later.At
	}
	if rank(later.Status) > rank(e.Status) {
		e.Status = later.Status
	}
	if later.EndedAt != "" && (e.EndedAt == "" || later.EndedAt.Compare(e.EndedAt) < 0) {
		e.EndedAt = later.EndedAt
	}
	if e.DurationSeconds == nil {
		e.DurationSeconds = later.DurationSeconds
	}
	for name, value := range later.Context {
		if _, ok := e.Context[name]; !ok {
			e.Context = With(e.Context, name, value)
		}
	}
}

// rank is the place of a status in the life of an event.
func rank(s ingest.Status) int {
	for i, status := range []ingest.Status{
		ingest.StatusUnknown, ingest.StatusRecorded, ingest.StatusStarted, ingest.StatusCancelled, ingest.StatusCompleted, ingest.StatusFailed,
	} {
		if s == status {
			return i
		}
	}
	return 0
}
