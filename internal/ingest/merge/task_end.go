package merge

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// mergeTaskEnd keeps what a call says of the end of a subagent: of several reports the earliest.
func (e *event) mergeTaskEnd(o *ingest.TaskEnd) bool {
	if o == nil {
		return false
	}
	known := e.taskEnd()
	if known != nil && known.At.Compare(o.At) <= 0 {
		return false
	}
	raw, err := json.Marshal(o)
	if err != nil { // never: it holds texts alone
		return false
	}
	e.context.setRaw(ingest.TaskEndMember, raw)
	return true
}

// taskEnd returns what the event says of the end of a subagent, nil for nothing.
func (e *event) taskEnd() *ingest.TaskEnd {
	raw := e.context.raw(ingest.TaskEndMember)
	if raw == nil {
		return nil
	}
	var end ingest.TaskEnd
	if json.Unmarshal(raw, &end) != nil {
		return nil
	}
	return &end
}

// markFacts returns what the event says of subagents as a mark.
func (e *event) markFacts() ingest.MarkFacts {
	return ingest.MarkFacts{Background: ingest.Background(e.context.raw(ingest.BackgroundMember)), TaskEnd: e.taskEnd()}
}
