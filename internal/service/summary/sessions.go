package summary

import (
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Session is what the events of one session add up to. Its lists do not change.
type Session struct {
	Events, Errors int64
	// Prompts counts the prompts, and Edits the calls that edited files.
	Prompts, Edits int64
	// First and Last are the stored timestamps of the oldest and the newest event.
	First, Last model.Instant
	// Prompt is the beginning of the oldest prompt that the user wrote, "" for none.
	Prompt string
	// Model is the one that the newest event with one names, "" if none does.
	Model string
	// Agents, Models and Tools are the names in its events, in no order.
	Agents, Models, Tools []string
	// promptAt and modelAt are the times of Prompt and Model.
	promptAt, modelAt model.Instant
}

func (s *Session) add(row *model.SummaryRow) {
	one := Session{
		Events: 1, Errors: count(row.Status.IsError()), Prompts: count(row.ToolName == model.ToolUserQuery), Edits: count(isEdit(row)),
		First: row.Timestamp, Last: row.Timestamp,
	}
	if row.Prompt != "" && agent.IsFromUser(row.Prompt) {
		one.Prompt, one.promptAt = row.Prompt, row.Timestamp
	}
	if row.Model != "" {
		one.Model, one.modelAt = row.Model, row.Timestamp
	}
	s.merge(&one)
	s.Agents, s.Models, s.Tools = with(s.Agents, row.AgentID), with(s.Models, row.Model), with(s.Tools, row.ToolName)
}

// isEdit reports whether an event is a call that edited files.
func isEdit(row *model.SummaryRow) bool {
	return agent.IsEditor(row.ToolName) && !row.Status.IsError() && row.Status != model.StatusRejected
}

// merge adds what the events of other add up to, but for the lists.
func (s *Session) merge(other *Session) {
	if s.Events == 0 || other.First.Compare(s.First) < 0 {
		s.First = other.First
	}
	if s.Events == 0 || other.Last.Compare(s.Last) > 0 {
		s.Last = other.Last
	}
	if other.Prompt != "" && (s.Prompt == "" || other.promptAt.Compare(s.promptAt) < 0) {
		s.Prompt, s.promptAt = other.Prompt, other.promptAt
	}
	if other.Model != "" && (s.Model == "" || other.modelAt.Compare(s.modelAt) >= 0) {
		s.Model, s.modelAt = other.Model, other.modelAt
	}
	s.Events += other.Events
	s.Errors += other.Errors
	s.Prompts += other.Prompts
	s.Edits += other.Edits
}

// maxNames is how many names a session keeps of each kind.
const maxNames = 100

// with returns names with one more, unless it is there. It never changes the list that it gets, because views hand it out.
func with(names []string, name string) []string {
	if name == "" || len(names) >= maxNames || slices.Contains(names, name) {
		return names
	}
	return append(slices.Clip(names), name)
}

// OfSession returns what the events of a session add up to.
func (v View) OfSession(id string) Session {
	settled, tail := v.settled.sessions[id], v.tail.sessions[id]
	switch {
	case settled == nil && tail == nil:
		return Session{}
	case tail == nil:
		return *settled
	case settled == nil:
		return *tail
	}
	sum := *settled
	sum.merge(tail)
	for _, name := range tail.Agents {
		sum.Agents = with(sum.Agents, name)
	}
	for _, name := range tail.Models {
		sum.Models = with(sum.Models, name)
	}
	for _, name := range tail.Tools {
		sum.Tools = with(sum.Tools, name)
	}
	return sum
}
