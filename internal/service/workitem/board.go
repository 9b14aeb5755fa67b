package workitem

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// headCards is the number of cards that a column shows at first, maxCards the largest number in one request.
	headCards, maxCards = 25, 250
	// maxColumns is the largest number of columns of a board.
	maxColumns = 12
)

// standard are the columns of every board, in their order. Columns of other statuses follow, sorted by name.
var standard = []string{"todo", "in_progress", "blocked", "done"}

// Board is work items by status.
type Board struct {
	Columns []Column
	// Total is the number of items in all columns. Left is the number of statuses without a column.
	Total int64
	Left  int
}

// Column is the newest work items with one status.
type Column struct {
	Status string
	// Count is the number of items with the status.
	Count int64
	Items []model.WorkItem
	// Next is the cursor of the next cards, nil after the last one.
	Next *model.Cursor
}

// Board returns the work items that match filter, by status. shown is the number of cards by status, for columns of which the
// reader has loaded more than the first page.
func (s *Service) Board(ctx context.Context, filter model.WorkItemFilter, shown map[string]int) (Board, error) {
	counts, err := s.items.CountByStatus(ctx, filter)
	if err != nil {
		return Board{}, err
	}
	board := newBoard(counts, CanonicalStatus(filter.Status))
	sizes := make([]model.StatusCount, len(board.Columns))
	for i, column := range board.Columns {
		size := min(max(headCards, shown[column.Status]), maxCards)
		sizes[i] = model.StatusCount{Status: column.Status, Count: int64(size) + 1}
	}
	items, err := s.items.Heads(ctx, filter, sizes)
	if err != nil {
		return board, err
	}
	if err := s.addContributors(ctx, items); err != nil {
		return board, err
	}
	for i := range board.Columns {
		board.Columns[i].addMatching(items, int(sizes[i].Count)-1)
	}
	return board, nil
}

// Cards returns the next cards of one column.
func (s *Service) Cards(ctx context.Context, filter model.WorkItemFilter, after *model.Cursor) (Column, error) {
	column := Column{Status: CanonicalStatus(filter.Status)}
	items, err := s.items.List(ctx, filter, model.Page{Limit: headCards + 1, After: after})
	if err != nil {
		return column, err
	}
	column.fill(items, headCards)
	return column, s.addContributors(ctx, column.Items)
}

// Choices returns the values by which a board can be filtered. Priorities are sorted by importance.
func (s *Service) Choices(ctx context.Context) (model.WorkItemChoices, error) {
	choices, err := s.items.Choices(ctx)
	weights := []string{"critical", "high", "medium", "low"}
	slices.SortStableFunc(choices.Priorities, func(a, b string) int { return cmp.Compare(rank(weights, a), rank(weights, b)) })
	return choices, err
}

// CanonicalStatus returns the spelling of a status that names its column: "in-progress" and "in_progress" are the same.
func CanonicalStatus(status string) string { return strings.ReplaceAll(status, "-", "_") }

// newBoard returns a board with empty columns: the standard ones, and those of the most frequent other statuses, or only the wanted
// one.
func newBoard(counts []model.StatusCount, wanted string) Board {
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

// addMatching adds those items to the column that have its status.
func (c *Column) addMatching(items []model.WorkItem, size int) {
	var mine []model.WorkItem
	for _, item := range items {
		if CanonicalStatus(item.Status) == c.Status {
			mine = append(mine, item)
		}
	}
	c.fill(mine, size)
}

// fill adds at most size items to the column. One more item means that there is a next page.
func (c *Column) fill(items []model.WorkItem, size int) {
	c.Items = items
	if len(items) > size {
		c.Items = items[:size]
		c.Next = cursorAt(c.Items[size-1])
	}
}

// rank returns the index of a text in a list, or the length of the list where it is missing.
func rank(list []string, text string) int {
	if i := slices.Index(list, text); i >= 0 {
		return i
	}
	return len(list)
}
