package activity

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// turnDepth is the number of levels below a turn that are shown. Deeper events are neither shown nor counted.
const turnDepth = 4

// Turn is a prompt of the user with the events that it caused.
type Turn struct {
	Query      model.Event
	Children   []*Node
	HasSpawner bool
	Stats      TurnStats
}

// TurnStats are totals over a turn and all its nodes.
type TurnStats struct {
	// ToolCount is the number of direct children.
	ToolCount int
	// TotalDuration is in seconds; an event without a duration counts as 0.
	TotalDuration float64
	// SuccessCount and ErrorCount count the events by their status. Running events and unknown statuses count as neither.
	SuccessCount int
	ErrorCount   int
}

// Node is an event below a turn. Depth is 0 for the turn's own children.
type Node struct {
	model.Event
	Spawner  model.Spawner
	Depth    int
	Children []*Node
}

// TurnPage is one page of turns.
type TurnPage struct {
	Timestamp time.Time
	Turns     []Turn
	Total     int64
	Next      *model.Cursor
}

// ListTurns returns a page of turns, newest first. It runs one statement for the turns and one for each level below them, not one for
// each parent.
func (s *Service) ListTurns(ctx context.Context, page model.Page) (TurnPage, error) {
	filter := model.EventFilter{ToolName: model.ToolUserQuery}
	total, err := s.total(ctx, filter)
	if err != nil {
		return TurnPage{}, err
	}
	queries, next, err := s.page(ctx, filter, page)
	if err != nil {
		return TurnPage{}, err
	}
	levels, err := s.levels(ctx, queries)
	if err != nil {
		return TurnPage{}, err
	}
	turns := make([]Turn, len(queries))
	for i, query := range queries {
		turns[i] = assembleTurn(query, levels)
	}
	return TurnPage{Timestamp: s.now(), Turns: turns, Total: total, Next: next}, nil
}

// levels reads the events below roots, one map by parent for each level.
func (s *Service) levels(ctx context.Context, roots []model.Event) ([]map[string][]model.Event, error) {
	parents := eventIDs(roots)
	var levels []map[string][]model.Event
	for depth := 0; depth < turnDepth && len(parents) > 0; depth++ {
		children, err := s.events.Children(ctx, parents)
		if err != nil {
			return nil, err
		}
		levels = append(levels, byParent(children))
		parents = eventIDs(children)
	}
	return levels, nil
}

func assembleTurn(query model.Event, levels []map[string][]model.Event) Turn {
	turn := Turn{Query: query}
	children, below := nodes(query.EventID, levels, 0)
	turn.Children, turn.HasSpawner = children, below.spawner
	own := newSums(query)
	own.add(below)
	turn.Stats = TurnStats{
		ToolCount: len(children), TotalDuration: own.duration, SuccessCount: own.successes, ErrorCount: own.errors,
	}
	return turn
}

// nodes returns the children of parent, and the totals over everything below it.
func nodes(parent string, levels []map[string][]model.Event, depth int) ([]*Node, sums) {
	if depth >= len(levels) {
		return nil, sums{}
	}
	events := levels[depth][parent]
	list := make([]*Node, len(events))
	var total sums
	for i, event := range events {
		node := &Node{Event: event, Spawner: model.SpawnerFromEvent(event), Depth: depth}
		subtree := newSums(event)
		subtree.spawner = node.Spawner != model.Spawner{}
		var below sums
		node.Children, below = nodes(event.EventID, levels, depth+1)
		subtree.add(below)
		total.add(subtree)
		list[i] = node
	}
	return list, total
}

// sums are added subtree by subtree. The result of floating-point additions depends on their order, and the recorded contract contains
// totals that would round differently in another order.
type sums struct {
	duration          float64
	successes, errors int
	spawner           bool
}

func (s *sums) add(other sums) {
	s.duration += other.duration
	s.successes += other.successes
	s.errors += other.errors
	s.spawner = s.spawner || other.spawner
}

func newSums(e model.Event) sums {
	var s sums
	if e.DurationSeconds != nil {
		s.duration = *e.DurationSeconds
	}
	switch {
	case e.Status.IsSuccess():
		s.successes = 1
	case e.Status.IsError():
		s.errors = 1
	}
	return s
}

func eventIDs(events []model.Event) []string {
	ids := make([]string, len(events))
	for i := range events {
		ids[i] = events[i].EventID
	}
	return ids
}

func byParent(events []model.Event) map[string][]model.Event {
	groups := make(map[string][]model.Event, len(events))
	for _, event := range events {
		parent := model.Or(event.ParentEventID, "")
		groups[parent] = append(groups[parent], event)
	}
	return groups
}
