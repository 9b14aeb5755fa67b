package workitems

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed heads.sql
var headsSQL string

//go:embed choices.sql
var choicesSQL string

// boardStatus is the column of the board in which a work item stands: both spellings of a status are one.
const boardStatus = "coalesce(replace(status, '-', '_'), '')"

// whereReachable leaves out what no page could reach: rows without an id or a time.
func whereReachable(filter model.WorkItemFilter) query.Where {
	w := whereItems(filter)
	w.And("created_at < ?", query.EndOfTime)
	return w
}

type statusRow struct {
	Status string `bun:"status"`
	Count  int64  `bun:"count"`
}

func fromStatusRow(r *statusRow) model.StatusCount { return model.StatusCount(*r) }

// CountByStatus returns how many of the work items that fit filter have each status, by status. It visits all of them.
func (r *Repository) CountByStatus(ctx context.Context, filter model.WorkItemFilter) ([]model.StatusCount, error) {
	rows, err := database.Select[statusRow](ctx, r.db,
		"SELECT "+boardStatus+" AS status, count(*) AS count FROM features WHERE ? GROUP BY 1 ORDER BY 1", whereReachable(filter).SQL())
	if err != nil {
		return nil, fmt.Errorf("count work items by status: %w", err)
	}
	return query.FromRows(rows, fromStatusRow), nil
}

// Heads returns the newest of the work items that fit filter for each status of sizes, as many as these say, newest first. It is one
// statement however many columns there are.
func (r *Repository) Heads(ctx context.Context, filter model.WorkItemFilter, sizes []model.StatusCount) ([]model.WorkItem, error) {
	if len(sizes) == 0 {
		return []model.WorkItem{}, nil
	}
	wanted := make([][]any, len(sizes))
	for i, size := range sizes {
		wanted[i] = []any{size.Status, size.Count}
	}
	rows, err := database.Select[itemRow](ctx, r.db, headsSQL, database.Args{
		"sizes": database.Values(wanted), "status": database.SQL(boardStatus), "filter": whereReachable(filter).SQL(), "columns": database.SQL(itemColumns),
	})
	if err != nil {
		return nil, fmt.Errorf("list heads of columns: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// maxChoices is how many values of one field can be chosen from.
const maxChoices = 200

type choiceRow struct {
	Field string `bun:"field"`
	Value string `bun:"value"`
}

// Choices returns the types, priorities and assignees that work items have, sorted.
func (r *Repository) Choices(ctx context.Context) (model.WorkItemChoices, error) {
	rows, err := database.Select[choiceRow](ctx, r.db, choicesSQL, database.Args{"limit": maxChoices, "assignee": database.SQL(assignee)})
	if err != nil {
		return model.WorkItemChoices{}, fmt.Errorf("list choices of work items: %w", err)
	}
	var choices model.WorkItemChoices
	lists := map[string]*[]string{"type": &choices.Types, "priority": &choices.Priorities, "assignee": &choices.Assignees}
	for _, row := range rows {
		list := lists[row.Field]
		*list = append(*list, row.Value)
	}
	return choices, nil
}
