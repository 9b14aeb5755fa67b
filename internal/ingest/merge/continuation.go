package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// turnsBefore returns the ids of the stored prompts that reported prompts may continue.
func (b *batch) turnsBefore(ctx context.Context, observations []ingest.Observation) ([]string, error) {
	var moments []ingest.Moment
	known := map[ingest.Moment]bool{}
	for _, o := range observations {
		if o.Event == nil || !o.Event.MayContinue {
			continue
		}
		if moment := (ingest.Moment{SessionID: o.Event.SessionID, At: o.Event.At}); !known[moment] {
			known[moment] = true
			moments = append(moments, moment)
		}
	}
	if len(moments) == 0 {
		return nil, nil
	}
	stored, err := b.stored.MarksBefore(ctx, []string{model.ToolUserQuery}, moments)
	ids := make([]string, len(stored))
	for i, found := range stored {
		ids[i] = found.Mark.ID
	}
	return ids, err
}

// continuesTurn reports whether a prompt that may continue a turn does: whether the latest prompt before it is still being answered.
func (b *batch) continuesTurn(o *ingest.Event) bool {
	if !o.MayContinue {
		return false
	}
	var latest *event
	for _, e := range b.eventsOf[o.SessionID] {
		if e.ToolName == model.ToolUserQuery && e.ID != o.ID && e.Subagent == "" && e.At.Compare(o.At) <= 0 && (latest == nil || e.At.Compare(latest.At) > 0) {
			latest = e
		}
	}
	return latest != nil && latest.isOpenAt(o.At)
}

// isOpenAt reports whether the event, which began before, had not ended at an instant.
func (e *event) isOpenAt(at model.Instant) bool {
	if e.Status.IsRunning() {
		return true
	}
	passed, ok := at.Seconds(e.At)
	return ok && e.DurationSeconds != nil && passed < *e.DurationSeconds
}

// withoutText returns a prompt that may continue a turn without its text, where the text of the prompt is known: that of a continuation
// is no prompt.
func (b *batch) withoutText(o *ingest.Event) *ingest.Event {
	known := b.events.byID[o.ID]
	if !o.MayContinue || known == nil || known.Input == "" {
		return o
	}
	without := *o
	without.Input, without.Message = "", nil
	return &without
}
