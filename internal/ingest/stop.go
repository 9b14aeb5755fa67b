package ingest

import (
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// NewStop returns what an event ends; ok is false for one that ends nothing. It is here, and not with one format, because the event may be
// stored before what it ends is reported. A prompt ends the turn before it: an agent that the user interrupts has no event for that.
func NewStop(m MarkRow) (s Stop, ok bool) {
	s = Stop{SessionID: m.SessionID, At: m.At}
	if end := m.Facts.TaskEnd; end != nil {
		s.Status, s.At, s.Subagent = end.Status, end.At, end.Subagent
		return s, true
	}
	if m.ToolName == model.ToolUserQuery {
		s.Status, s.Prompts, s.MainThread, s.Except = StatusCancelled, true, true, m.ID
		return s, true
	}
	switch agent.EventNamed(m.ToolName).Kind {
	case agent.TurnInterrupted:
		s.Status, s.Prompts, s.MainThread = StatusCancelled, true, true
	case agent.TurnEnded:
		s.Status, s.Prompts, s.MainThread, s.Background = StatusCompleted, true, true, m.Facts.Background
	case agent.TurnFailed:
		s.Status, s.Prompts, s.MainThread, s.Background = StatusFailed, true, true, m.Facts.Background
	case agent.SessionEnded:
		s.Status, s.Prompts, s.EndedBy = StatusRecorded, true, EndedBySession
	case agent.SubagentStopped:
		s.Status, s.Subagent = StatusCompleted, m.Subagent
		return s, m.Subagent != ""
	default:
		return Stop{}, false
	}
	return s, true
}

// StopNames returns the names of the events that end others: NewStop knows them.
func StopNames() []string {
	names := agent.EventNames(agent.TurnInterrupted, agent.TurnEnded, agent.TurnFailed, agent.SessionEnded, agent.SubagentStopped)
	return append(append(names, model.ToolUserQuery), agent.TaskTools()...)
}

// TurnStatus returns how a turn ended of which no source said it, by what came last in it, nil for nothing. A turn that was answered is
// completed, one whose last call somebody broke off is cancelled, and one whose last request failed is failed. Of any other nobody knows.
func TurnStatus(last *LastRow) Status {
	switch {
	case last == nil:
		return StatusRecorded
	case last.Type == TypeError:
		return StatusFailed
	case last.ToolName == model.ToolMessage:
		return StatusCompleted
	case last.Type == TypeToolCall && last.Status == StatusCancelled:
		return StatusCancelled
	default:
		return StatusRecorded
	}
}
