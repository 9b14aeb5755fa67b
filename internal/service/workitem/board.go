package workitem

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// headCards is how many cards a column shows at first, maxCards the most that it is asked for at once.
	headCards, maxCards = 25, 250
	// maxColumns is how many columns a board has at most.
	maxColumns = 12
)

// standard are the columns that every board has, in their order; those of other statuses follow by name.
var standard = []string{"todo", "in_progress", "blocked", "done"}

// Board is work items by status.
type Board struct {
	Columns []Column
	// Total is how many items there are on all columns; Left how many statuses found no room.
	Total int64
	Left  int
}

// Column is the newest work items of one status.
type Column struct {
	Status string
	// Count is how many there are in all.
	Count int64
	Items []model.WorkItem
	// Next is where the next cards begin, nil after the last one.
	Next *model.Cursor
}

// Board returns the work items that fit filter, by status. shown is how many cards the columns show that were read further than
// their beginning.
func (s *Service) Board(ctx context.Context, filter model.WorkItemFilter, shown map[string]int) (Board, error) {
	counts, err := s.items.CountByStatus(ctx, filter)
	if err != nil {
		return Board{}, err
	}
	board := boardOf(counts, StatusOf(filter.Status))
	sizes := make([]model.StatusCount, len(board.Columns))
	for i, column := range board.Columns {
		size := min(max(headCards, shown[column.Status]), maxCards)
		sizes[i] = model.StatusCount{Status: column.Status, Count: int64(size) + 1}
	}
	items, err := s.items.Heads(ctx, filter, sizes)
	if err != nil {
		return board, err
	}
	if err := s.contribute(ctx, items); err != nil {
		return board, err
	}
	for i := range board.Columns {
		board.Columns[i].take(items, int(sizes[i].Count)-1)
	}
	return board, nil
}

// Cards returns the next cards of the column of one status.
func (s *Service) Cards(ctx context.Context, filter model.WorkItemFilter, after *model.Cursor) (Column, error) {
	column := Column{Status: StatusOf(filter.Status)}
	items, err := s.items.List(ctx, filter, model.Page{Limit: headCards + 1, After: after})
	if err != nil {
		return column, err
	}
	column.fill(items, headCards)
	return column, s.contribute(ctx, column.Items)
}

// Choices returns what a board can be filtered by, priorities by their weight.
func (s *Service) Choices(ctx context.Context) (model.WorkItemChoices, error) {
	choices, err := s.items.Choices(ctx)
	weights := []string{"critical", "high", "medium", "low"}
	slices.SortStableFunc(choices.Priorities, func(a, b string) int { return cmp.Compare(rank(weights, a), rank(weights, b)) })
	return choices, err
}

// StatusOf returns the one spelling of a status that names its column.
func StatusOf(status string) string { return strings.ReplaceAll(status, "-", "_") }

// boardOf returns the empty columns: those of standard, and of other statuses the most frequent that find room, or the one that is wanted.
func boardOf(counts []model.StatusCount, wanted string) Board {
	known := map[string]int64{}
	var others []model.StatusCount
	var board Board
	for _, c := range counts {
		board.Total += c.Count
		known[c.Status] = c.Count
		if !slices.Contains(standard, c.Status) {
			others = append(others, c)
		}
	}
	if wanted != "" {
		board.Columns = []Column{{Status: wanted, Count: known[wanted]}}
		return board
	}
	slices.SortStableFunc(others, func(a, b model.StatusCount) int { return cmp.Compare(b.Count, a.Count) })
	room := min(len(others), maxColumns-len(standard))
	board.Left = len(others) - room
	others = others[:room]
	slices.SortFunc(others, func(a, b model.StatusCount) int { return strings.Compare(a.Status, b.Status) })
	for _, status := range standard {
		board.Columns = append(board.Columns, Column{Status: status, Count: known[status]})
	}
	for _, other := range others {
		board.Columns = append(board.Columns, Column{Status: other.Status, Count: other.Count})
	}
	return board
}

// take fills the column with those of the items that stand in it.
func (c *Column) take(items []model.WorkItem, size int) {
	var mine []model.WorkItem
	for _, item := range items {
		if StatusOf(item.Status) == c.Status {
			mine = append(mine, item)
		}
	}
	c.fill(mine, size)
}

// fill puts items into the column, as many as size; one more tells that there is a next page.
func (c *Column) fill(items []model.WorkItem, size int) {
	c.Items = items
	if len(items) > size {
		c.Items = items[:size]
		last := c.Items[size-1]
		c.Next = &model.Cursor{Key: last.CreatedAt.Key(), ID: last.ID}
	}
}

// rank is the place of a text in a list, beyond its end for one that is not in it.
func rank(list []string, text string) int {
	if i := slices.Index(list, text); i >= 0 {
		return i
	}
	return len(list)
}
