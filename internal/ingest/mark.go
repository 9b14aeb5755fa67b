package ingest

import (
	"encoding/json"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// MarkRow is what the engine must know of an event that begins or ends something: a prompt, a stop, the start of a session, a call that
// ended a subagent.
type MarkRow struct {
	ID, SessionID, ToolName, Subagent string
	At                                model.Instant
	Facts                             MarkFacts
}

// MarkFacts is what the context of a mark says of subagents.
type MarkFacts struct {
	// Background are the subagents that go on in the background, nil where the mark does not list them.
	Background []string
	// TaskEnd is the end of a subagent, nil for none.
	TaskEnd *TaskEnd
}

// Members of the context of a mark.
const (
	// BackgroundMember holds the list that agents send with the end of a turn: all that goes on in the background.
	BackgroundMember = "background_tasks"
	// TaskEndMember holds the TaskEnd of an event.
	TaskEndMember = "ended_task"
)

// ReadMarkFacts reads the context of a mark.
func ReadMarkFacts(context string) MarkFacts {
	var facts MarkFacts
	if !strings.Contains(context, `"`+BackgroundMember+`"`) && !strings.Contains(context, `"`+TaskEndMember+`"`) {
		return facts
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(context), &members) != nil {
		return facts
	}
	facts.Background = Background(members[BackgroundMember])
	if raw, ok := members[TaskEndMember]; ok {
		var end TaskEnd
		if json.Unmarshal(raw, &end) == nil && end.Subagent != "" && end.Status != "" {
			facts.TaskEnd = &end
		}
	}
	return facts
}

// Background returns the ids in a list of what goes on in the background, without those that the list calls over. It returns nil for what is
// no list: the agent does not say.
func Background(list json.RawMessage) []string {
	var entries []json.RawMessage
	if len(list) == 0 || list[0] != '[' || json.Unmarshal(list, &entries) != nil {
		return nil
	}
	running := []string{}
	for _, raw := range entries {
		var entry struct {
			ID     string `json:"id"`
			Status Status `json:"status"`
		}
		if json.Unmarshal(raw, &entry) != nil {
			return nil // a list of another form says nothing of what is missing in it
		}
		if entry.Status.IsRunning() || !entry.Status.IsKnown() {
			running = append(running, ID(entry.ID))
		}
	}
	return running
}
