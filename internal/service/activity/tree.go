package activity

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How much of a tree is read at once. Deeper than any tool nests; a cycle in the data cannot go round for ever.
const (
	maxDepth = 64
	maxNodes = 20_000
)

// Root is an event with what was done for it, at any depth.
type Root struct {
	Event   model.Event
	Spawner model.Spawner
	Sums    Sums
}

// Sums add up what lies below an event, and the event itself where it is one of a tool.
type Sums struct {
	// Events is how many lie below; Children how many of them directly.
	Events, Children int
	Errors           int
	// Duration is the longest of the event's own and that from its start to the end of the last event below, in seconds.
	Duration float64
	Tokens   int64
	Agents   []string
	Models   []string
	Spawners []string
	Features []string
	// Last is the newest instant.
	Last model.Instant
	// More says that there is more below than was read.
	More bool
}

// tree holds the events below some others, by parent.
type tree struct {
	children map[string][]model.Event
	// unread are those whose children were not read.
	unread map[string]bool
}

// grow reads what lies below the parents, level by level, one statement a level.
func (s *Service) grow(ctx context.Context, parents []string, most int) (*tree, error) {
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
	return t, nil
}

// root adds up what lies below the event.
func (t *tree) root(event model.Event) Root {
	root := Root{Event: event, Spawner: model.SpawnerOf(event)}
	sums := &root.Sums
	sums.Children, sums.More, sums.Last = len(t.children[event.EventID]), t.unread[event.EventID], event.Timestamp
	sums.take(event)
	t.walk(event.EventID, func(below model.Event) {
		sums.Events++
		sums.More = sums.More || t.unread[below.EventID]
		sums.take(below)
	})
	if event.DurationSeconds != nil {
		sums.Duration = *event.DurationSeconds
	}
	if span, ok := sums.Last.Seconds(event.Timestamp); ok {
		sums.Duration = max(sums.Duration, span)
	}
	return root
}

// walk visits everything below the event.
func (t *tree) walk(eventID string, visit func(model.Event)) {
	for _, child := range t.children[eventID] {
		visit(child)
		t.walk(child.EventID, visit)
	}
}

func (s *Sums) take(e model.Event) {
	if e.Status.IsError() {
		s.Errors++
	}
	if e.CostTokens != nil {
		s.Tokens = model.AddSaturating(s.Tokens, *e.CostTokens)
	}
	if e.Timestamp.Compare(s.Last) > 0 {
		s.Last = e.Timestamp
	}
	s.Agents = withText(s.Agents, e.AgentID)
	s.Models = withText(s.Models, model.Or(e.Model, ""))
	s.Spawners = withText(s.Spawners, model.SpawnerOf(e).Type)
	s.Features = withText(s.Features, model.Or(e.FeatureID, ""))
}

// withText returns the list with text, in order of first sight, once and not when it is empty.
func withText(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}
