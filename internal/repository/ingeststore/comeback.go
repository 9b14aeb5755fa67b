package ingeststore

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// numberedRow is an event that was withdrawn and comes back, with the number that its row had.
type numberedRow struct {
	*ingest.EventRow
	number int64
}

type withdrawnRow struct {
	EventID string `bun:"event_id"`
	Number  int64  `bun:"row_number"`
}

// comingBack divides new events into those that are new, and those that were withdrawn and whose number is free. The primary keys serve it.
func (t *transaction) comingBack(ctx context.Context, rows []*ingest.EventRow) (others []*ingest.EventRow, back []numberedRow, err error) {
	if len(rows) == 0 {
		return rows, nil, nil
	}
	ids := make([]string, len(rows))
	for i, e := range rows {
		ids[i] = e.ID
	}
	withdrawn, err := database.Select[withdrawnRow](ctx, t.tx, `SELECT event_id, row_number FROM withdrawn_events AS w
		WHERE EXISTS (SELECT 1 FROM withdrawn_events) AND any_of(w.event_id, :ids)
			AND NOT EXISTS (SELECT 1 FROM agent_events WHERE row_key(agent_events) = w.row_number)`, database.Args{"ids": ids})
	if err != nil {
		return nil, nil, fmt.Errorf("look for withdrawn events: %w", err)
	}
	if len(withdrawn) == 0 {
		return rows, nil, nil
	}
	numbers := make(map[string]int64, len(withdrawn))
	for _, w := range withdrawn {
		numbers[w.EventID] = w.Number
	}
	for _, e := range rows {
		if number, known := numbers[e.ID]; known {
			back = append(back, numberedRow{e, number})
		} else {
			others = append(others, e)
		}
	}
	return others, back, nil
}

// insertAgain inserts events that come back.
func (t *transaction) insertAgain(ctx context.Context, to table, rows []numberedRow, values func(*ingest.EventRow) []any) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	if _, err := database.Exec(ctx, t.tx, "DELETE FROM withdrawn_events WHERE any_of(event_id, :ids)", database.Args{"ids": ids}); err != nil {
		return err
	}
	to.columns = append(to.columns, "row_key_column(agent_events)")
	return insert(ctx, t, to, rows, func(row numberedRow) []any { return append(values(row.EventRow), row.number) })
}
