package ingest

import "github.com/htmlgraph/htmlgraph/internal/model"

// NewStop returns what an event of a name ends, without its session and its time; ok is false for one that ends nothing. It is here, and
// not with one format, because what such an event ends may be told later than the event itself.
func NewStop(name, subagent string) (c Stop, ok bool) {
	switch name {
	case model.ToolUserQuery, "Interrupt": // an agent that the user interrupts tells nothing of it
		return Stop{Status: StatusCancelled, Prompts: true, MainThread: true}, true
	case "Stop", "AfterAgent":
		return Stop{Status: StatusCompleted, Prompts: true, MainThread: true}, true
	case "StopFailure":
		return Stop{Status: StatusFailed, Prompts: true, MainThread: true}, true
	case "SessionEnd":
		return Stop{Status: StatusCancelled, Prompts: true}, true
	case "SubagentStop":
		return Stop{Status: StatusCompleted, Subagent: subagent}, subagent != ""
	default:
		return Stop{}, false
	}
}

// StopNames are the names of the events that end others.
func StopNames() []string {
	return []string{model.ToolUserQuery, "Interrupt", "Stop", "AfterAgent", "StopFailure", "SessionEnd", "SubagentStop"}
}
