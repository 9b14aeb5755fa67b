package activity

import (
	"context"
	"maps"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of a tree. No tool nests deeper than maxDepth, and it bounds cycles in the data.
const (
	maxDepth = 64
	maxNodes = 20_000
)

// Root is an event with the sums over all events below it.
type Root struct {
	Event   model.Event
	Spawner model.Spawner
	Sums    Sums
}

// Sums are totals over an event and all events below it.
type Sums struct {
	// Events is the number of events below at any depth, Children the number of direct children.
	Events, Children int
	Errors           int
	// Calls is the number of calls of tools, Edits that of the calls that edit files; a failed one edits nothing.
	Calls, Edits int
	// Duration is in seconds: the larger of the event's own duration and the time from its start to the last event below it.
	Duration float64
	Tokens   int64
	// Cost is that of the requests that belong to the events.
	Cost     model.Spent
	Agents   []string
	Models   []string
	Spawners []string
	Features []string
	// Last is the timestamp of the newest event.
	Last model.Instant
	// More is true where some events below were not read.
	More bool
}

// tree holds events by their parent.
type tree struct {
	children map[string][]model.Event
	// unread are the ids of events whose children were not read.
	unread map[string]bool
	// costs are those of the requests of each event.
	costs map[string]model.Spent
}

// readTree reads the events below the parents with one statement for each level, until it has read most events, and what all of them cost with one
// more.
func (s *Service) readTree(ctx context.Context, parents []string, most int) (*tree, error) {
	t := &tree{children: map[string][]model.Event{}, unread: map[string]bool{}}
	seen := map[string]bool{}
	for _, id := range parents {
		seen[id] = true
	}
	count := 0
	for depth := 0; depth < maxDepth && count < most && len(parents) > 0; depth++ {
		events, err := s.events.Children(ctx, parents)
		if err != nil {
			return nil, err
		}
		parents = parents[:0:0]
		for _, event := range events {
			if seen[event.EventID] {
				continue // a cycle in the data, or an event that names itself
			}
			seen[event.EventID] = true
			parent := model.Or(event.ParentEventID, "")
			t.children[parent] = append(t.children[parent], event)
			parents = append(parents, event.EventID)
			count++
		}
	}
	for _, id := range parents {
		t.unread[id] = true
	}
	ids := slices.Sorted(maps.Keys(seen))
	if len(ids) == 0 {
		return t, nil
	}
	var err error
	t.costs, err = s.events.Costs(ctx, ids)
	return t, err
}

// root computes the sums of an event.
func (t *tree) root(event model.Event) Root {
	root := Root{Event: event, Spawner: model.SpawnerFromEvent(event)}
	sums := &root.Sums
	sums.Children, sums.More, sums.Last = len(t.children[event.EventID]), t.unread[event.EventID], event.Timestamp
	sums.add(event, t.costs[event.EventID])
	t.walk(event.EventID, func(below model.Event) {
		sums.Events++
		sums.More = sums.More || t.unread[below.EventID]
		sums.add(below, t.costs[below.EventID])
	})
	if event.DurationSeconds != nil {
		sums.Duration = *event.DurationSeconds
	}
	if span, ok := sums.Last.Seconds(event.Timestamp); ok {
		sums.Duration = max(sums.Duration, span)
	}
	return root
}

// walk calls visit once for every event below an event. After link, events may be below each other in a circle.
func (t *tree) walk(eventID string, visit func(model.Event)) {
	seen := map[string]bool{eventID: true}
	var below func(id string)
	below = func(id string) {
		for _, child := range t.children[id] {
			if !seen[child.EventID] {
				seen[child.EventID] = true
				visit(child)
				below(child.EventID)
			}
		}
	}
	below(eventID)
}

func (s *Sums) add(e model.Event, cost model.Spent) {
	s.Cost = s.Cost.Plus(cost)
	if e.Status.IsError() {
		s.Errors++
	}
	if isCall(e) {
		s.Calls++
		if toolcall.KindOf(model.Or(e.ToolName, "")) == toolcall.KindEdit && e.Status.IsSuccess() {
			s.Edits++
		}
	}
	if e.CostTokens != nil {
		s.Tokens = model.AddSaturating(s.Tokens, *e.CostTokens)
	}
	if e.Timestamp.Compare(s.Last) > 0 {
		s.Last = e.Timestamp
	}
	s.Agents = withText(s.Agents, e.AgentID)
	s.Models = withText(s.Models, model.Or(e.Model, ""))
	s.Spawners = withText(s.Spawners, model.SpawnerFromEvent(e).Type)
	s.Features = withText(s.Features, model.Or(e.FeatureID, ""))
}

// isCall reports whether an event is a call of a tool.
func isCall(e model.Event) bool {
	switch model.Or(e.ToolName, "") {
	case "", model.ToolUserQuery, model.ToolUserCommand, model.ToolMessage:
		return false
	}
	switch e.EventType {
	case ingest.TypeToolCall, ingest.TypeTaskDelegation, ingest.TypeError:
		return true
	}
	return false
}

// withText appends text to the list, unless it is empty or already in the list.
func withText(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}
