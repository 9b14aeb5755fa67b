package merge

import (
	"math"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// trace is a row of tool_traces: the call of a tool that an event is about.
type trace struct {
	*ingest.TraceRow
	rowState
}

// unknownTool is the name of a tool in a trace until a source reports its name, which the table demands.
const unknownTool = "unknown"

// mergeTrace merges what an event says of a call into the call's trace, and reports whether that changed it. tool is the name of the tool
// that the event had before.
func (b *batch) mergeTrace(o *ingest.Event, e *event, tool string) bool {
	if o.ToolUseID == "" {
		return false
	}
	row := b.traces.byID[o.ToolUseID]
	isNew := row == nil
	if isNew {
		row = &trace{rowState: rowState{isNew: true}, TraceRow: &ingest.TraceRow{
			ID: o.ToolUseID, SessionID: e.SessionID, ToolName: unknownTool, Status: model.StatusStarted,
		}}
		b.traces.add(row.ID, row)
	}
	b.traceOf[e.ID] = row
	changed := row.merge(o, e, tool)
	row.touch(isNew, changed)
	return changed
}

func (t *trace) merge(o *ingest.Event, e *event, tool string) bool {
	var c anyChange
	if t.ToolName == unknownTool || t.ToolName == tool { // another name is that of another program
		c.or(replace(&t.ToolName, e.ToolName))
	}
	input := string(o.ToolInput)
	if input == "" {
		input = o.Input
	}
	c.or(keepText(&t.Input, input, &t.IsInputInexact))
	c.or(keepText(&t.Output, o.Output, &t.IsOutputInexact))
	c.or(keepLonger(&t.Error, o.Error))
	c.or(keepEarlier(&t.StartedAt, e.At))
	c.or(t.endAs(e))
	return bool(c)
}

// endAs ends the trace as the event ended, and reports whether that changed it.
func (t *trace) endAs(e *event) bool {
	status := traceStatus(e)
	changed := status.Outranks(t.Status) || e.isCorrected && t.Status != status
	if changed {
		t.Status = status
	}
	if e.isCorrected && e.DurationSeconds == nil && (t.DurationMS != nil || t.EndedAt != "") {
		t.DurationMS, t.EndedAt, changed = nil, "", true
	}
	if e.DurationSeconds == nil || !e.isOver() {
		return changed
	}
	ms, end := int64(math.Round(*e.DurationSeconds*1000)), t.EndedAt
	if start, ok := t.StartedAt.Time(); ok {
		end = model.NewInstant(start.Add(time.Duration(*e.DurationSeconds * float64(time.Second))))
	}
	if t.DurationMS == nil || *t.DurationMS != ms || t.EndedAt != end {
		t.DurationMS, t.EndedAt, changed = &ms, end, true
	}
	return changed
}

// endTraceOf ends the trace of a call as its event ended.
func (m *memory) endTraceOf(e *event) {
	if t := m.traceOf[e.ID]; t != nil && t.endAs(e) {
		t.changed = true
	}
}

// traceStatus returns the status of an event in the words that a trace permits. There is none for a call that was rejected, and none for one of
// which nobody knows how it ended: both are cancelled there. Words that are not known leave the trace as it began.
func traceStatus(e *event) model.Status {
	switch status := e.Status; {
	case e.isStopped() && status == model.StatusRecorded:
		return model.StatusCancelled
	case status == model.StatusTimeout:
		return model.StatusTimeout
	case status == model.StatusCancelled || status == model.StatusRejected:
		return model.StatusCancelled
	case status.IsError():
		return model.StatusFailed
	case status.IsSuccess() && status.StatesEnd():
		return model.StatusCompleted
	default:
		return model.StatusStarted
	}
}
