package costs

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed changed.sql
var changedSQL string

// Changed returns the days of costs that have changed since known was read, and the parts of these days; and beside them the parts of
// those requests on the days of the bounds that lie within the bounds. All of it is from one moment. It is
// complete only where database.DB.CountsCostDays says that the counters are maintained.
func (r *Repository) Changed(ctx context.Context, known model.CostMarks, bounds model.Bounds) (model.CostChanges, error) {
	pairs := make(database.Pairs, 0, len(known.Days))
	for day, changes := range known.Days {
		pairs = append(pairs, [2]string{day, strconv.FormatInt(changes, 10)})
	}
	rows, err := database.SelectFunc(ctx, r.db, scanPart, changedSQL, database.Args{
		"known": pairs, "last": known.LastRow, "last_id": known.LastID, "stored": stored(kindStored, changedRequests, query.Where{}),
		"quarters": prunedQuarters(kindPruned, changedQuarters, query.Where{}), "days": prunedDays(changedRollups, changedQuarters), "edges": edges(bounds),
	})
	if err != nil {
		return model.CostChanges{}, fmt.Errorf("read the days of costs that changed: %w", err)
	}
	return fromPartRows(rows)
}

// changedRequests are the requests of the changed days. The range is that of an index; the day decides.
const changedRequests = `changed JOIN cost_events ON cost_events.timestamp >= changed.day AND cost_events.timestamp < changed.day || '` + query.EndOfTime + `'
	AND coalesce(substr(as_text(cost_events.timestamp), 1, 10), '') = changed.day`

// changedRollups and changedQuarters are what was pruned of the changed days.
const (
	changedRollups  = "changed JOIN daily_rollups ON daily_rollups.day = changed.day"
	changedQuarters = "changed JOIN quarter_rollups ON quarter_rollups.quarter >= changed.day AND quarter_rollups.quarter < changed.day || '" + query.EndOfTime + "'" +
		" AND substr(quarter_rollups.quarter, 1, 10) = changed.day"
)

func fromPartRows(rows []partRow) (model.CostChanges, error) {
	changes := model.CostChanges{Marks: model.CostMarks{Days: map[string]int64{}}}
	for i := range rows {
		row := &rows[i]
		switch row.kind {
		case kindDay:
			counter, err := strconv.ParseInt(row.part.Session, 10, 64)
			if err != nil {
				return changes, fmt.Errorf("read the counter of a day: %w", err)
			}
			changes.Marks.Days[string(row.part.Quarter)] = counter
		case kindLast:
			changes.Marks.LastRow, changes.Marks.LastID = row.part.Spent.Requests, string(row.part.Quarter)
		case kindEdge, kindEdgeOfPruned:
			changes.Edges = append(changes.Edges, row.part)
		default:
			changes.Parts = append(changes.Parts, row.part)
		}
	}
	return changes, nil
}

// edges returns the statement for the requests within the bounds on the day of each bound, and the pruned quarters of these days that begin
// within the bounds. It finds nothing where there are no bounds.
func edges(bounds model.Bounds) database.Fragment {
	days := bounds.EdgeDays()
	if len(days) == 0 {
		days = []string{query.EndOfTime}
	}
	parts := make([]database.Fragment, 0, 2*len(days))
	for _, day := range days {
		var w, pruned query.Where
		w.And("cost_events.timestamp >= ? AND cost_events.timestamp < ?", day, day+query.EndOfTime)
		w.Within("cost_events.timestamp", query.Span(bounds))
		pruned.And("quarter_rollups.quarter >= ? AND quarter_rollups.quarter < ?", day, day+query.EndOfTime)
		parts = append(parts, stored(kindEdge, "cost_events", w), prunedQuarters(kindEdgeOfPruned, "quarter_rollups", pruned))
	}
	return database.Join(" UNION ALL ", parts)
}
