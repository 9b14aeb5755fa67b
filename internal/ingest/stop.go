package ingest

import (
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// NewStop returns what the event of a name ends, without its session and its time; ok is false for one that ends nothing. It is here, and
// not with one format, because the event may be stored before what it ends is reported. A prompt ends the turn before it: an agent that the
// user interrupts has no event for that.
func NewStop(name, subagent string) (s Stop, ok bool) {
	if name == model.ToolUserQuery {
		return Stop{Status: StatusCancelled, Prompts: true, MainThread: true}, true
	}
	switch agent.EventNamed(name).Kind {
	case agent.TurnInterrupted:
		return Stop{Status: StatusCancelled, Prompts: true, MainThread: true}, true
	case agent.TurnEnded:
		return Stop{Status: StatusCompleted, Prompts: true, MainThread: true}, true
	case agent.TurnFailed:
		return Stop{Status: StatusFailed, Prompts: true, MainThread: true}, true
	case agent.SessionEnded:
		return Stop{Status: StatusCancelled, Prompts: true}, true
	case agent.SubagentStopped:
		return Stop{Status: StatusCompleted, Subagent: subagent}, subagent != ""
	default:
		return Stop{}, false
	}
}

// StopNames returns the names of the events that end others: NewStop knows them.
func StopNames() []string {
	names := agent.EventNames(agent.TurnInterrupted, agent.TurnEnded, agent.TurnFailed, agent.SessionEnded, agent.SubagentStopped)
	return append(names, model.ToolUserQuery)
}
