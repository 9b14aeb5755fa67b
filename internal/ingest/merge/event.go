package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// event is a row of agent_events.
type event struct {
	*ingest.EventRow
	rowState
	context object
	// storedTokens are the tokens that the stored row has.
	storedTokens int64
	// isSubagentNew says that it became known in which subagent the event happened.
	isSubagentNew bool
	// isWitnessNew says that it became known that another source than a transcript reported it.
	isWitnessNew bool
	// isCorrected says that it ended in another way than a stop had ended it.
	isCorrected bool
}

func (m *memory) addStoredEvent(row *ingest.EventRow) {
	e := &event{EventRow: row, context: object{stored: row.Context}}
	if row.CostTokens != nil {
		e.storedTokens = *row.CostTokens
	}
	m.addEvent(e)
}

// mergeEvent merges a reported event into its row, and what it says of its session, its call and its subagents into theirs.
func (b *batch) mergeEvent(o *ingest.Event) ingest.Outcome {
	if b.continuesTurn(o) {
		return ingest.Unchanged
	}
	o = b.withoutText(o)
	b.ensureSession(o)
	e := b.events.byID[o.ID]
	isNew := e == nil
	if isNew {
		e = &event{rowState: rowState{isNew: true}, EventRow: &ingest.EventRow{ID: o.ID, SessionID: o.SessionID}}
		b.addEvent(e)
	}
	before := prompt{e.At, e.Input}
	known, tool := *e.EventRow, e.ToolName
	var c anyChange
	c.or(b.subagents.confirmDelegation(e, o.TaskID))
	c.or(e.merge(o))
	e.witness(o)
	if b.columns.EventToolInput {
		c.or(keepLonger(&e.ToolInput, string(o.ToolInput)))
	}
	if isNew {
		e.setDefaults(b.now)
	}
	b.subagents.delegated.add(startedSubagent(e, known))
	if isNew || o.CostTokens != nil {
		b.sums.wanted.add(e.ID)
	}
	if o.InTurn {
		b.inTurn[e.ID] = true
	}
	if o.Continues != "" {
		b.continued[e.ID] = o.Continues
	}
	if o.Type == ingest.TypeStart && o.Subagent != "" {
		b.subagents.begun(e, o.At)
	}
	b.keepLatestPrompt(e, before)
	b.reopenAtStart(e)
	c.or(b.mergeTrace(o, e, tool))
	c.or(b.mergeEventMessage(o, e))
	outcome := e.touch(isNew, bool(c))
	if outcome != ingest.Unchanged {
		b.recordActivity(e, latest(o.At, o.EndedAt))
	}
	return outcome
}

// merge merges what is reported into the row, and reports whether that changed it.
func (e *event) merge(o *ingest.Event) bool {
	var c anyChange
	if isMoreSpecific(e.AgentID, o.AgentID) && (e.AgentID == model.UnknownAgent || o.Subagent != "") {
		e.AgentID, c = o.AgentID, true
	}
	c.or(setIfEmpty(&e.AgentID, o.AgentID))
	c.or(e.mergeTool(o))
	isEarlier := keepEarlier(&e.At, o.At)
	c.or(isEarlier)
	c.or(keepLonger(&e.Input, ingest.Summary(o.Input)))
	c.or(keepLonger(&e.Output, ingest.Summary(o.Output)))
	c.or(e.context.merge(o.Context))
	c.or(e.context.keepLonger("error", ingest.Summary(o.Error)))
	c.or(setIfEmpty(&e.FeatureID, o.FeatureID))
	if o.ParentID != e.ID {
		c.or(setIfEmpty(&e.ParentID, o.ParentID))
	}
	c.or(setIfEmpty(&e.SubagentType, o.SubagentType))
	c.or(setIfEmpty(&e.Model, o.Model))
	c.or(setIfEmpty(&e.TaskID, o.TaskID))
	c.or(e.mergeTaskEnd(o.TaskEnd))
	if setIfEmpty(&e.Subagent, o.Subagent) {
		e.isSubagentNew, c = true, true
	}
	setIfEmpty(&e.Source, o.Source) // a further source alone is no change
	c.or(e.mergeEnd(o, isEarlier))
	return bool(c)
}

// witness remembers that another source than a transcript reported the event, whose row then stays where the transcript is read again.
func (e *event) witness(o *ingest.Event) {
	if o.Source != ingest.SourceTranscript && !e.IsWitnessed && ingest.IsDerived(e.ID) {
		e.IsWitnessed, e.isWitnessNew = true, true
	}
}

// isMoreSpecific reports whether an agent says more than the known one: a program says more than an unknown agent, and a subagent more
// than the program in which it runs. Of two that say as much the first is kept.
func isMoreSpecific(known, reported string) bool {
	switch {
	case reported == "" || reported == model.UnknownAgent:
		return false
	case known == model.UnknownAgent:
		return true
	default:
		return agent.IsProgram(known) && !agent.IsProgram(reported)
	}
}

// mergeTool merges the type of the event and the name of its tool. Any other type says more than a call, and brings its name: one source may
// know that a call is a delegation. Of two names of a tool the longer one is kept: Codex names each of its shells "Bash" in its hooks, and
// Claude Code some tools of servers "mcp_tool" in its telemetry.
func (e *event) mergeTool(o *ingest.Event) bool {
	switch {
	case e.Type == ingest.TypeToolCall && o.Type != "" && o.Type != e.Type:
		e.Type = o.Type
		replace(&e.ToolName, o.ToolName)
		return true
	case o.Type == ingest.TypeToolCall && e.Type != "" && e.Type != o.Type:
		return setIfEmpty(&e.ToolName, o.ToolName)
	default:
		var c anyChange
		c.or(setIfEmpty(&e.Type, o.Type))
		c.or(keepLonger(&e.ToolName, o.ToolName))
		return bool(c)
	}
}

// setDefaults gives a new row what every row has.
func (e *event) setDefaults(now model.Instant) {
	setIfEmpty(&e.AgentID, model.UnknownAgent)
	setIfEmpty(&e.Type, ingest.TypeToolCall)
	if e.At == "" {
		e.At = now
	}
	e.Status = e.Status.OrRecorded()
	if e.CostTokens == nil {
		e.CostTokens = new(int64)
	}
}
