package totals

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Rollups reads what is kept of rows that were pruned.
type Rollups struct{ db *database.DB }

// NewRollups returns the repository in db.
func NewRollups(db *database.DB) *Rollups { return &Rollups{db: db} }

// EventsByDay returns how many events were pruned of each day; the primary key serves it.
func (r *Rollups) EventsByDay(ctx context.Context) (map[string]int64, error) {
	type dayRow struct {
		Day    string `bun:"day"`
		Events int64  `bun:"events"`
	}
	rows, err := database.Select[dayRow](ctx, r.db, "SELECT day, as_integer(sum(events)) AS events FROM daily_rollups WHERE events > 0 GROUP BY day")
	if err != nil {
		return nil, fmt.Errorf("list rolled up days: %w", err)
	}
	days := make(map[string]int64, len(rows))
	for _, row := range rows {
		days[row.Day] = row.Events
	}
	return days, nil
}
