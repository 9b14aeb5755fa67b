package repository

import (
	"math"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ingestTrace is a row of tool_traces as it is merged into; "" stands for null.
type ingestTrace struct {
	rowState
	id, session, tool   string
	input, output       string
	start, end          model.Instant
	durationMS          *int64
	status, errorString string
}

// Words that stand in the status of a trace, of which only some are those of events.
const (
	traceStarted = "started"
	traceUnknown = "unknown"
)

// mergeTrace merges what an event tells of the call of a tool into its trace, and reports whether that changed.
func (b *ingestBatch) mergeTrace(o *ingest.Event, e *ingestEvent) bool {
	if o.ToolUseID == "" {
		return false
	}
	row, found := b.traces[o.ToolUseID]
	if !found {
		row = &ingestTrace{rowState: rowState{isNew: true}, id: o.ToolUseID, session: e.session, tool: traceUnknown, status: traceStarted}
		b.addTrace(row)
	}
	b.traceOf[e.id] = row
	changed := row.merge(o, e)
	row.touch(!found, changed)
	return changed
}

func (b *ingestBatch) addTrace(row *ingestTrace) {
	b.traces[row.id] = row
	b.traceOrder = append(b.traceOrder, row)
}

func (t *ingestTrace) merge(o *ingest.Event, e *ingestEvent) bool {
	changed := false
	note := func(did bool) { changed = changed || did }
	if t.tool == traceUnknown && e.tool != "" {
		t.tool, changed = e.tool, true
	}
	input := string(o.ToolInput)
	if input == "" {
		input = o.Input
	}
	note(lengthen(&t.input, input))
	note(lengthen(&t.output, o.Output))
	note(lengthen(&t.errorString, o.Error))
	note(advance(&t.start, e.at))
	note(t.follow(e))
	return changed
}

// follow takes over how the event ended.
func (t *ingestTrace) follow(e *ingestEvent) bool {
	status := traceStatus(e.status)
	changed := ingest.Status(status).Later(ingest.Status(t.status)) || e.corrected && t.status != status
	if changed {
		t.status = status
	}
	if e.duration == nil || !e.status.StatesEnd() {
		return changed
	}
	ms, end := int64(math.Round(*e.duration*1000)), t.end
	if start, ok := t.start.Time(); ok {
		end = model.InstantOf(start.Add(time.Duration(*e.duration * float64(time.Second))))
	}
	if t.durationMS == nil || *t.durationMS != ms || t.end != end {
		t.durationMS, t.end, changed = &ms, end, true
	}
	return changed
}

// traceStatus returns the status of an event in the words that a trace permits. A call that was rejected was not made: it counts as
// cancelled. Words that are not known leave the trace as it began.
func traceStatus(status ingest.Status) string {
	switch {
	case status == model.StatusTimeout:
		return string(model.StatusTimeout)
	case status == model.StatusCancelled || status == model.StatusRejected:
		return string(model.StatusCancelled)
	case status.IsError():
		return string(model.StatusFailed)
	case status.IsSuccess() && status.StatesEnd():
		return string(model.StatusCompleted)
	default:
		return traceStarted
	}
}
