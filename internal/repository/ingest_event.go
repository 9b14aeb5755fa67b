package repository

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ingestEvent is a row of agent_events as it is merged into; "" stands for null.
type ingestEvent struct {
	rowState
	id, agent, kind              string
	at                           model.Instant
	tool, input, output          string
	context                      ingestObject
	session, feature, parent     string
	subagentType                 string
	tokens                       *int64
	storedTokens                 int64
	duration                     *float64
	status                       ingest.Status
	model, task, toolInput, from string
	// subagent is the one in which it happened, and isLinkNew says that this is to be stored.
	subagent  string
	isLinkNew bool
	// corrected says that it ended in another way than it was closed: its trace did too.
	corrected bool
}

func (b *ingestBatch) mergeEvent(o *ingest.Event) ingest.Outcome {
	b.stub(o)
	row, found := b.events[o.ID]
	if !found {
		row = &ingestEvent{rowState: rowState{isNew: true}, id: o.ID, session: o.SessionID}
		b.addEvent(row)
		b.recount[o.ID] = true
	}
	before := *row
	settled := b.settle(row, o.TaskID)
	changed := row.merge(o) || settled
	if b.has["agent_events.tool_input"] && fill(&row.toolInput, string(o.ToolInput)) {
		changed = true
	}
	if !found {
		row.complete(b.now)
	}
	if row.task != before.task {
		b.delegated[subagentKey{row.session, row.task}] = true
	}
	if o.CostTokens != nil {
		b.recount[row.id] = true
	}
	if o.InTurn {
		b.inTurn[row.id] = true
	}
	b.noteSubagent(o, row)
	b.notePrompt(row, &before)
	b.noteStart(row)
	traced := b.mergeTrace(o, row)
	outcome := row.touch(!found, changed || traced)
	if outcome != ingest.Unchanged {
		b.noteActivity(row, o.At)
	}
	return outcome
}

func (b *ingestBatch) addEvent(row *ingestEvent) {
	b.events[row.id] = row
	b.eventOrder = append(b.eventOrder, row)
}

// merge fills what is missing and reports whether there was something.
func (e *ingestEvent) merge(o *ingest.Event) bool {
	changed := false
	note := func(did bool) { changed = changed || did }
	if saysMore(e.agent, o.AgentID) && (e.agent == model.UnknownAgent || o.Subagent != "") {
		e.agent, changed = o.AgentID, true
	}
	note(fill(&e.agent, o.AgentID))
	if e.kind == ingest.TypeToolCall && o.Type != "" && o.Type != e.kind { // any other says more
		e.kind, changed = o.Type, true
	}
	note(fill(&e.kind, o.Type))
	moved := advance(&e.at, o.At)
	note(moved)
	note(fill(&e.tool, o.ToolName))
	note(lengthen(&e.input, ingest.Summary(o.Input)))
	note(lengthen(&e.output, ingest.Summary(o.Output)))
	note(e.context.merge(o.Context))
	note(e.context.lengthen("error", ingest.Summary(o.Error)))
	note(fill(&e.feature, o.FeatureID))
	if o.ParentID != e.id {
		note(fill(&e.parent, o.ParentID))
	}
	note(fill(&e.subagentType, o.SubagentType))
	note(fill(&e.model, o.Model))
	note(fill(&e.task, o.TaskID))
	if fill(&e.subagent, o.Subagent) {
		e.isLinkNew, changed = true, true
	}
	fill(&e.from, o.Source) // of itself it is no news
	note(e.mergeEnd(o, moved))
	return changed
}

// complete gives a new row what every row has.
func (e *ingestEvent) complete(now model.Instant) {
	fill(&e.agent, model.UnknownAgent)
	fill(&e.kind, ingest.TypeToolCall)
	if e.at == "" {
		e.at = now
	}
	if e.status == ingest.StatusUnknown {
		e.status = ingest.StatusRecorded
	}
}
