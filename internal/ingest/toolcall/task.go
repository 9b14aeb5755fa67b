package toolcall

import (
	"cmp"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Task returns the id of the subagent that the input of a call names, for a tool that stops a subagent or reads what it returned; "" for any
// other call.
func (c Call) Task() string {
	by, _ := agent.DelegationBy(c.Agent, c.Tool)
	if !slices.Contains(by.Stoppers, c.Tool) && !slices.Contains(by.Readers, c.Tool) {
		return ""
	}
	return strings.Clone(ingest.ID(firstText(c.Input, by.TaskInput)))
}

// TaskEnd returns what a call that succeeded at an instant says of the end of a subagent, nil where it says nothing of that. task is the
// subagent that its input names.
func (c Call) TaskEnd(task string, at model.Instant) *ingest.TaskEnd {
	by, _ := agent.DelegationBy(c.Agent, c.Tool)
	end := ingest.TaskEnd{Subagent: task, At: at}
	switch {
	case slices.Contains(by.Stoppers, c.Tool):
		facts := c.taskFacts(task)
		end.Subagent, end.Status = cmp.Or(task, facts.id), ingest.StatusCancelled
	case slices.Contains(by.Readers, c.Tool):
		facts := c.taskFacts(task)
		end.Subagent, end.Status = cmp.Or(facts.id, task), facts.status
	}
	if end.Subagent == "" || end.Status == ingest.StatusUnknown {
		return nil
	}
	return &end
}

// taskFacts is what the result of a call says of a task.
type taskFacts struct {
	id     string
	status ingest.Status
}

// taskFacts reads the members of the result, or else the tags of its text, in which newer versions repeat them.
func (c Call) taskFacts(task string) taskFacts {
	facts := object(c.Facts)
	if !facts.Exists() {
		facts = object(c.Result)
	}
	inner := jsonscan.Get(facts, "task")
	if !inner.Exists() && task != "" {
		inner = jsonscan.Get(jsonscan.Get(facts, "agents"), task)
	}
	if !inner.Exists() {
		inner = facts
	}
	found := jsonscan.Several(inner, "task_id", "status")
	id, status := found[0].String(), found[1].String()
	if text := textOf(c.Result); text != "" {
		id, status = cmp.Or(id, tag(text, "task_id")), cmp.Or(status, tag(text, "status"))
	}
	return taskFacts{strings.Clone(ingest.ID(id)), TaskStatus(status)}
}

// TaskStatus returns the status of a background task of Claude Code in the words of events; StatusUnknown for one that is not over.
func TaskStatus(word string) ingest.Status {
	switch word {
	case "completed":
		return ingest.StatusCompleted
	case "failed", "error":
		return ingest.StatusFailed
	case "killed", "stopped", "cancelled":
		return ingest.StatusCancelled
	default:
		return ingest.StatusUnknown
	}
}

// tag returns what stands between <name> and </name>, "" where there is none.
func tag(text, name string) string {
	_, rest, _ := strings.Cut(text, "<"+name+">")
	inner, _, closed := strings.Cut(rest, "</"+name+">")
	if !closed {
		return ""
	}
	return strings.TrimSpace(inner)
}

// Refused returns the status of a call by the word of its agent for why it was not made, StatusUnknown for a word that is not known.
func (c Call) Refused(kind string) ingest.Status {
	if slices.Contains(agent.Get(c.Agent).Refusal.Kinds, kind) {
		return ingest.StatusRejected
	}
	return ingest.StatusUnknown
}

// Outcome returns the status of a call that ended as the agent says, failed or not, by the words of its result: a call that was not
// permitted is rejected, and one that the user broke off is cancelled.
func (c Call) Outcome(failed bool) ingest.Status {
	if !failed {
		return ingest.StatusCompleted
	}
	for _, text := range []string{textOf(c.Result), textOf(jsonscan.Get(object(c.Result), "error")), c.Facts.Str} {
		if status := c.Worded(text); status != ingest.StatusUnknown {
			return status
		}
	}
	return ingest.StatusFailed
}

// Worded returns the status of a call that was not made or not finished by the words that its agent writes in the place of a result;
// StatusUnknown for any other text.
func (c Call) Worded(text string) ingest.Status {
	refusal := agent.Get(c.Agent).Refusal
	text = strings.TrimPrefix(strings.TrimSpace(text), "Error: ")
	switch {
	case beginsWithAny(text, refusal.Rejected):
		return ingest.StatusRejected
	case beginsWithAny(text, refusal.Interrupted):
		return ingest.StatusCancelled
	default:
		return ingest.StatusUnknown
	}
}

func beginsWithAny(text string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(beginning string) bool { return strings.HasPrefix(text, beginning) })
}
