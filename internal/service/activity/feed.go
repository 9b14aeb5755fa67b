package activity

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// FeedQuery selects the items of the complete activity feed.
type FeedQuery struct {
	SessionID string
	Limit     int
	// Delegations adds delegation and completion events, and handoffs.
	Delegations bool
	// Spikes adds the work items of type "spike".
	Spikes bool
}

// eventTypes returns the types of events in the feed.
func (q FeedQuery) eventTypes() []string {
	if q.Delegations {
		return []string{"tool_call", "delegation", "completion"}
	}
	return []string{"tool_call"}
}

// FeedItem is an item of the feed. Exactly one field is set.
type FeedItem struct {
	Event   *model.Event
	Spike   *model.Spike
	Handoff *model.Handoff
}

// FeedAnswer is the combined feed, newest first.
type FeedAnswer struct {
	Timestamp time.Time
	Items     []FeedItem
	// Total is the number of items in all sources.
	Total int64
	// Events, Spikes and Handoffs count the returned items of each source.
	Events, Spikes, Handoffs int
}

// CompleteFeed returns the newest items of all three sources, up to the limit.
func (s *Service) CompleteFeed(ctx context.Context, query FeedQuery) (FeedAnswer, error) {
	items, err := s.feedItems(ctx, query)
	if err != nil {
		return FeedAnswer{}, err
	}
	total, err := s.feedTotal(ctx, query)
	if err != nil {
		return FeedAnswer{}, err
	}
	slices.SortStableFunc(items, newerFirst)
	answer := FeedAnswer{Timestamp: s.now(), Items: items[:min(len(items), query.Limit)], Total: total}
	for _, item := range answer.Items {
		switch {
		case item.Event != nil:
			answer.Events++
		case item.Spike != nil:
			answer.Spikes++
		default:
			answer.Handoffs++
		}
	}
	return answer, nil
}

// feedItems reads up to limit items of each source. Older items of a source cannot be among the newest of all.
func (s *Service) feedItems(ctx context.Context, query FeedQuery) ([]FeedItem, error) {
	filter := model.EventFilter{SessionID: query.SessionID, EventTypes: query.eventTypes()}
	events, err := s.events.List(ctx, filter, model.Page{Limit: query.Limit})
	if err != nil {
		return nil, err
	}
	var items []FeedItem
	for i := range events {
		items = append(items, FeedItem{Event: &events[i]})
	}
	if query.Spikes {
		spikes, err := s.feed.Spikes(ctx, query.Limit)
		if err != nil {
			return nil, err
		}
		for i := range spikes {
			items = append(items, FeedItem{Spike: &spikes[i]})
		}
	}
	if query.Delegations {
		handoffs, err := s.feed.Delegations(ctx, query.SessionID, query.Limit)
		if err != nil {
			return nil, err
		}
		for i := range handoffs {
			items = append(items, FeedItem{Handoff: &handoffs[i]})
		}
	}
	return items, nil
}

// feedTotal counts the items of all sources.
func (s *Service) feedTotal(ctx context.Context, query FeedQuery) (int64, error) {
	var total int64
	add := func(count int64, err error) error {
		total += count
		return err
	}
	for _, eventType := range query.eventTypes() {
		if err := add(s.total(ctx, model.EventFilter{SessionID: query.SessionID, EventType: eventType})); err != nil {
			return 0, err
		}
	}
	if query.Spikes {
		if err := add(s.feed.CountSpikes(ctx)); err != nil {
			return 0, err
		}
	}
	if query.Delegations {
		if err := add(s.feed.CountDelegations(ctx, query.SessionID)); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// sortKey returns the time and the id by which items are sorted.
func (i FeedItem) sortKey() (model.Instant, string) {
	switch {
	case i.Event != nil:
		return i.Event.Timestamp, i.Event.EventID
	case i.Spike != nil:
		return i.Spike.CreatedAt, i.Spike.ID
	default:
		return i.Handoff.Timestamp, i.Handoff.HandoffID
	}
}

func newerFirst(a, b FeedItem) int {
	aTime, aID := a.sortKey()
	bTime, bID := b.sortKey()
	return cmp.Or(bTime.Compare(aTime), strings.Compare(bID, aID))
}
