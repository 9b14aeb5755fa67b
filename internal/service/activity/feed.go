package activity

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// FeedQuery selects the items of the complete activity feed.
type FeedQuery struct {
	SessionID string
	Limit     int
	// After is the position of the last item of the previous page, nil for the first page.
	After *FeedPosition
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
	// Next is the position from which the next page goes on, nil on the last one.
	Next *FeedPosition
	// Events, Spikes and Handoffs count the returned items of each source.
	Events, Spikes, Handoffs int
}

// CompleteFeed returns a page of the items of all three sources, newest first.
func (s *Service) CompleteFeed(ctx context.Context, query FeedQuery) (FeedAnswer, error) {
	items, err := s.feedItems(ctx, query)
	if err != nil {
		return FeedAnswer{}, err
	}
	total, err := s.feedTotal(ctx, query)
	if err != nil {
		return FeedAnswer{}, err
	}
	slices.SortFunc(items, newerFirst)
	answer := FeedAnswer{Timestamp: s.now(), Items: items, Total: total}
	if len(items) > query.Limit {
		answer.Items = items[:query.Limit]
		answer.Next = answer.Items[query.Limit-1].position()
	}
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

// feedItems reads up to limit items of each source, and one more to find out whether there is a next page. Older items of a source cannot be
// on the page.
func (s *Service) feedItems(ctx context.Context, query FeedQuery) ([]FeedItem, error) {
	filter := model.EventFilter{SessionID: query.SessionID, EventTypes: query.eventTypes()}
	events, err := s.events.List(ctx, filter, query.page(feedEvents))
	if err != nil {
		return nil, err
	}
	var items []FeedItem
	for i := range events {
		items = append(items, FeedItem{Event: &events[i]})
	}
	if query.Spikes {
		spikes, err := s.feed.Spikes(ctx, query.page(feedSpikes))
		if err != nil {
			return nil, err
		}
		for i := range spikes {
			items = append(items, FeedItem{Spike: &spikes[i]})
		}
	}
	if query.Delegations {
		handoffs, err := s.feed.Delegations(ctx, query.SessionID, query.page(feedHandoffs))
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
