package ingest

import "github.com/htmlgraph/htmlgraph/internal/model"

// Closing returns what an event of a name ends, without its session and its time; ok is false for one that ends nothing. It is here, and
// not with one format, because what such an event ends may be told later than the event itself.
func Closing(name, subagent string) (c Close, ok bool) {
	switch name {
	case model.ToolUserQuery, "Interrupt": // an agent that the user interrupts tells nothing of it
		return Close{Status: StatusCancelled, Prompts: true, MainThread: true}, true
	case "Stop", "AfterAgent":
		return Close{Status: StatusCompleted, Prompts: true, MainThread: true}, true
	case "StopFailure":
		return Close{Status: StatusFailed, Prompts: true, MainThread: true}, true
	case "SessionEnd":
		return Close{Status: StatusCancelled, Prompts: true}, true
	case "SubagentStop":
		return Close{Status: StatusCompleted, Subagent: subagent}, subagent != ""
	default:
		return Close{}, false
	}
}

// ClosingNames are the names of the events that end others.
func ClosingNames() []string {
	return []string{model.ToolUserQuery, "Interrupt", "Stop", "AfterAgent", "StopFailure", "SessionEnd", "SubagentStop"}
}
