package merge

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// Hooks report that a subagent began, but not which call started it. Until a source reports that, the oldest running delegation of its
// type is taken for it: the link is inferred, and the delegation's context says so.

// inferredMember is a member of the context of a delegation whose subagent is inferred.
const inferredMember = "guessed_task"

// isInferred reports whether the subagent of the delegation is inferred.
func (e *event) isInferred() bool { return e.context.has(inferredMember) }

// infer links the delegation to a subagent, "" for none, until a source reports which one it started.
func (e *event) infer(subagent string) {
	e.context.drop(inferredMember)
	e.context.add(inferredMember, subagent)
	e.TaskID, e.changed = subagent, true
}

// confirmDelegation drops an inferred link where a source reports which subagent the delegation started, remembers the other subagent, and
// reports whether there was such a link.
func (s *subagents) confirmDelegation(e *event, taskID string) bool {
	if taskID == "" || e.TaskID == taskID && !e.isInferred() {
		return false
	}
	confirmed := subagentKey{e.SessionID, taskID}
	if !e.context.drop(inferredMember) {
		if e.TaskID == "" { // another delegation that is linked to it is not its own
			s.confirmed[confirmed] = ""
		}
		return false
	}
	if e.TaskID != taskID {
		s.confirmed[confirmed] = e.TaskID
		s.delegated.add(e.TaskID)
		e.TaskID = ""
	}
	return true
}

// swapInferred gives a delegation that was linked to a confirmed subagent the subagent of the confirmed delegation instead, or none.
func (b *batch) swapInferred() {
	if len(b.subagents.confirmed) == 0 {
		return
	}
	for _, e := range b.events.all {
		other, ok := b.subagents.confirmed[subagentKey{e.SessionID, e.TaskID}]
		if ok && e.isInferred() {
			e.infer(other)
		}
	}
}

// inferDelegations links the subagents that began, and whose delegation no source reported, to the oldest delegations that run.
func (b *batch) inferDelegations() {
	if len(b.subagents.pending) == 0 {
		return
	}
	known := b.delegations()
	for _, begun := range b.events.all {
		key := subagentKey{begun.SessionID, begun.Subagent}
		if b.subagents.pending[key] != begun || known[key] != "" {
			continue
		}
		if delegation := b.oldestRunning(begun); delegation != nil {
			delegation.infer(key.subagent)
			b.subagents.delegated.add(key.subagent)
		}
	}
}

// oldestRunning returns the delegation that most likely started a subagent, nil for none.
func (b *batch) oldestRunning(begun *event) *event {
	var oldest *event
	for _, e := range b.eventsOf[begun.SessionID] {
		fits := e.Type == ingest.TypeTaskDelegation && e.Status.IsRunning() && e.TaskID == "" && e.Subagent != begun.Subagent &&
			(e.SubagentType == "" || e.SubagentType == begun.SubagentType) && e.At.Compare(begun.At) <= 0
		if fits && (oldest == nil || e.At.Compare(oldest.At) < 0) {
			oldest = e
		}
	}
	return oldest
}
