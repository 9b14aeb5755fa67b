package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxSummed is the number of events below those whose sums are asked for that are read. Beyond it, More is set.
const maxSummed = 2000

// SumsOf returns the sums of events by their ids. Ids that are not stored are left out. The number of statements depends on the depth of the events
// below, not on their number.
func (s *Service) SumsOf(ctx context.Context, ids []string) (map[string]Sums, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	events, err := s.events.ByIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	below, err := s.readTree(ctx, eventIDs(events), maxSummed)
	if err != nil {
		return nil, err
	}
	below.link(events)
	sums := make(map[string]Sums, len(events))
	for _, event := range events {
		sums[event.EventID] = below.root(event).Sums
	}
	return sums, nil
}

// TasksOf returns the ids of the subagents that delegations started, by the ids of their events.
func (s *Service) TasksOf(ctx context.Context, ids []string) (map[string]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.events.Tasks(ctx, ids)
}

// link puts the roots of a tree below their parents, which readTree leaves out: what an event costs includes the others that are below it.
func (t *tree) link(roots []model.Event) {
	for _, event := range roots {
		if parent := model.Or(event.ParentEventID, ""); parent != "" && parent != event.EventID {
			t.children[parent] = append(t.children[parent], event)
		}
	}
}
