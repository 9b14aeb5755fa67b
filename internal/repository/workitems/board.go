package workitems

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// boardStatus is the column of the board in which a work item stands: both spellings of a status are one.
const boardStatus = "coalesce(replace(status, '-', '_'), '')"

// boardWhere leaves out what no page of a column could reach: rows without an id or a time.
func boardWhere(filter model.WorkItemFilter) query.Where {
	w := workItemWhere(filter)
	w.And("id IS NOT NULL")
	w.And("created_at < ?", query.EndOfTime)
	return w
}

// CountByStatus returns how many of the work items that fit filter have each status, by status. It visits all of them.
func (r *Repository) CountByStatus(ctx context.Context, filter model.WorkItemFilter) ([]model.StatusCount, error) {
	var rows []struct {
		Status string `bun:"status"`
		Count  int64  `bun:"count"`
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+boardStatus+" AS status, count(*) AS count FROM features WHERE ? GROUP BY 1 ORDER BY 1", boardWhere(filter).SQL()).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("count work items by status: %w", err)
	}
	counts := make([]model.StatusCount, len(rows))
	for i, row := range rows {
		counts[i] = model.StatusCount(row)
	}
	return counts, nil
}

// Heads returns the newest of the work items that fit filter for each status of sizes, as many as these say, newest first. It is one
// statement however many columns there are, and visits all work items once.
func (r *Repository) Heads(ctx context.Context, filter model.WorkItemFilter, sizes []model.StatusCount) ([]model.WorkItem, error) {
	var rows []workItemRow
	key := database.InstantKey("created_at")
	values := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(sizes)), ", ")
	args := []any{}
	for _, size := range sizes {
		args = append(args, database.TextValue(size.Status), size.Count)
	}
	args = append(args, boardWhere(filter).SQL())
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`WITH wanted(status, size) AS (VALUES `+values+`),
			placed AS (SELECT id, `+boardStatus+` AS column_status,
				row_number() OVER (PARTITION BY `+boardStatus+` ORDER BY `+key+` DESC, id DESC) AS place FROM features WHERE ?)
			SELECT `+workItemColumns+` FROM features WHERE id IN (
				SELECT placed.id FROM placed JOIN wanted ON wanted.status = placed.column_status WHERE place <= size)
			ORDER BY `+key+` DESC, features.id DESC`, args...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list heads of columns: %w", err)
	}
	items := make([]model.WorkItem, len(rows))
	for i := range rows {
		items[i] = rows[i].model()
	}
	return items, nil
}

// maxChoices is how many values of one field can be chosen from.
const maxChoices = 200

// Choices returns the types, priorities and assignees that work items have, sorted; idx_features_type serves the first.
func (r *Repository) Choices(ctx context.Context) (model.WorkItemChoices, error) {
	var rows []struct {
		Field string `bun:"field"`
		Value string `bun:"value"`
	}
	var parts []string
	for _, field := range []struct{ name, column string }{{"type", "type"}, {"priority", "priority"}, {"assignee", assignee}} {
		parts = append(parts, "SELECT '"+field.name+"' AS field, value FROM (SELECT DISTINCT CAST("+field.column+
			" AS TEXT) AS value FROM features WHERE "+field.column+" <> '' ORDER BY 1 LIMIT ?0)")
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(strings.Join(parts, " UNION ALL "), maxChoices).Scan(ctx, &rows)
	})
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
