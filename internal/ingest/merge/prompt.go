package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// attachToPrompt attaches the events whose source cannot name their prompt to the latest one of their session. Events of a subagent are
// attached too, until it is known which delegation started that.
func (b *batch) attachToPrompt(ctx context.Context) error {
	var events []*event
	known := map[ingest.Moment]bool{}
	var moments []ingest.Moment
	for _, e := range b.events.all {
		if !b.inTurn[e.ID] || e.ParentID != "" {
			continue
		}
		events = append(events, e)
		if moment := e.moment(); !known[moment] {
			known[moment] = true
			moments = append(moments, moment)
		}
	}
	if len(events) == 0 {
		return nil
	}
	prompts, err := b.promptsBefore(ctx, moments)
	if err != nil {
		return err
	}
	for _, e := range events {
		if id := prompts[e.moment()].ID; id != "" && id != e.ID {
			e.ParentID, e.changed = id, true
		}
	}
	return nil
}

// promptsBefore returns the latest prompt at or before each moment, of its session, stored or in the batch. Of two prompts at one time the
// one in the batch counts.
func (b *batch) promptsBefore(ctx context.Context, moments []ingest.Moment) (map[ingest.Moment]ingest.MarkRow, error) {
	stored, err := b.stored.MarksBefore(ctx, []string{model.ToolUserQuery}, moments)
	if err != nil {
		return nil, err
	}
	prompts := map[ingest.Moment]ingest.MarkRow{}
	for _, found := range stored {
		prompts[found.Moment] = found.Mark
	}
	inBatch := map[string][]*event{}
	for _, e := range b.events.all {
		if e.ToolName == model.ToolUserQuery {
			inBatch[e.SessionID] = append(inBatch[e.SessionID], e)
		}
	}
	for _, moment := range moments {
		for _, e := range inBatch[moment.SessionID] {
			latest := prompts[moment]
			if e.At.Compare(moment.At) <= 0 && (latest.ID == "" || e.At.Compare(latest.At) >= 0) {
				prompts[moment] = e.mark()
			}
		}
	}
	return prompts, nil
}

func (e *event) moment() ingest.Moment { return ingest.Moment{SessionID: e.SessionID, At: e.At} }
