package merge

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// attachToPrompt attaches the events whose source cannot name their prompt to the latest one of their session. Events of a subagent are
// attached too, until it is known which delegation started that.
func (b *batch) attachToPrompt(ctx context.Context) error {
	var events []*event
	for _, e := range b.events.all {
		if b.inTurn[e.ID] && e.ParentID == "" {
			events = append(events, e)
		}
	}
	prompts, err := b.promptsOf(ctx, events)
	if err != nil {
		return err
	}
	for _, e := range events {
		if id := latestBefore(prompts[e.SessionID], e.At); id != "" && id != e.ID {
			e.ParentID, e.changed = id, true
		}
	}
	return nil
}

// promptsOf returns the prompts to which events may belong, stored or in the batch, by session and the earliest first. Of two at one time
// the one in the batch is the later one.
func (b *batch) promptsOf(ctx context.Context, events []*event) (map[string][]ingest.MarkRow, error) {
	firsts, ranges := momentsOf(events)
	names := []string{model.ToolUserQuery}
	before, err := b.stored.MarksBefore(ctx, names, firsts)
	if err != nil {
		return nil, err
	}
	later, err := b.stored.MarksAfter(ctx, names, ranges)
	if err != nil {
		return nil, err
	}
	prompts := map[string][]ingest.MarkRow{}
	for _, found := range before {
		prompts[found.Mark.SessionID] = append(prompts[found.Mark.SessionID], found.Mark)
	}
	for _, mark := range later {
		prompts[mark.SessionID] = append(prompts[mark.SessionID], mark)
	}
	for _, first := range firsts {
		for _, e := range b.eventsOf[first.SessionID] {
			if e.ToolName == model.ToolUserQuery {
				prompts[e.SessionID] = append(prompts[e.SessionID], e.mark())
			}
		}
		slices.SortStableFunc(prompts[first.SessionID], func(a, b ingest.MarkRow) int { return a.At.Compare(b.At) })
	}
	return prompts, nil
}

// momentsOf returns the time of the earliest of some events of each session, and those of the sessions that have later ones too.
func momentsOf(events []*event) (firsts, ranges []ingest.Moment) {
	bySession := map[string][]*event{}
	sessions := newSet()
	for _, e := range events {
		sessions.add(e.SessionID)
		bySession[e.SessionID] = append(bySession[e.SessionID], e)
	}
	for _, id := range sessions.list {
		first := slices.MinFunc(bySession[id], byTime).moment()
		firsts = append(firsts, first)
		if slices.MaxFunc(bySession[id], byTime).At.Compare(first.At) > 0 {
			ranges = append(ranges, first)
		}
	}
	return firsts, ranges
}

func byTime(a, b *event) int { return a.At.Compare(b.At) }

func (e *event) moment() ingest.Moment { return ingest.Moment{SessionID: e.SessionID, At: e.At} }

// latestBefore returns the id of the last of some marks, ordered by time, that is no later than an instant, "" for none.
func latestBefore(marks []ingest.MarkRow, at model.Instant) string {
	later, _ := slices.BinarySearchFunc(marks, at, func(mark ingest.MarkRow, at model.Instant) int {
		if mark.At.Compare(at) <= 0 {
			return -1
		}
		return 1
	})
	if later == 0 {
		return ""
	}
	return marks[later-1].ID
}
