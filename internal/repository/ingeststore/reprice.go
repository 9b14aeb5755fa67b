package ingeststore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// storedUsages are the requests that this program stored; a further condition follows. The day is compared without its index: pages are read in
// the order of the rows, and the index would have each page sort all rows after it.
const storedUsages = " FROM cost_events AS c JOIN ingest_usages AS u ON u.cost_id = c.event_id WHERE (:since = '' OR unindexed(c.timestamp) >= :since)"

// CountUsages counts the requests of a day and later ones, all for "".
func (s *Store) CountUsages(ctx context.Context, since string) (int64, error) {
	count, err := database.Value[int64](ctx, s.db, "SELECT count(*)"+storedUsages, database.Args{"since": since})
	if err != nil {
		return 0, fmt.Errorf("count requests: %w", err)
	}
	return count, nil
}

// UsagesOn returns the requests of a page.
func (s *Store) UsagesOn(ctx context.Context, page model.RowPage) (ingest.UsagePage, error) {
	return usagesOn(ctx, s.db, page)
}

func usagesOn(ctx context.Context, q database.Querier, page model.RowPage) (ingest.UsagePage, error) {
	result := ingest.UsagePage{Last: page.After}
	rows, err := database.SelectFunc(ctx, q, func(rows *sql.Rows, u **ingest.UsageRow) error {
		*u = new(ingest.UsageRow)
		return rows.Scan(append(usageFields(*u), &result.Last)...)
	}, "SELECT "+usageColumns()+", row_key(c)"+storedUsages+" AND row_key(c) > :after ORDER BY row_key(c) LIMIT :limit",
		database.Args{"since": page.Since, "after": page.After, "limit": page.Limit})
	if err != nil {
		return result, fmt.Errorf("read requests: %w", err)
	}
	result.Rows = rows
	return result, nil
}

// Reprice reads like UsagesOn, and stores the costs of those requests that price returns, in one transaction. The transaction may run several
// times, and calls price each time.
func (s *Store) Reprice(ctx context.Context, page model.RowPage, price func([]*ingest.UsageRow) []*ingest.UsageRow) (ingest.UsagePage, error) {
	var read ingest.UsagePage
	err := s.InTransaction(ctx, func(ctx context.Context, tx ingest.Transaction) error {
		t := tx.(*transaction) //nolint:errcheck,forcetypeassert // InTransaction passes no other
		var err error
		if read, err = usagesOn(ctx, t.tx, page); err != nil {
			return err
		}
		return t.writeCosts(ctx, price(read.Rows))
	})
	return read, err
}

// writeCosts stores the costs of requests, and nothing else of them.
func (t *transaction) writeCosts(ctx context.Context, rows []*ingest.UsageRow) error {
	if len(rows) == 0 {
		return nil
	}
	t.isWritten = true
	costs := table{"cost_events", []string{"event_id", "cost_usd"}}
	if err := update(ctx, t, costs, rows, func(u *ingest.UsageRow) []any { return []any{u.ID, usd(u.MicroUSD)} }); err != nil {
		return err
	}
	usages := table{"ingest_usages", []string{"cost_id", "cost_micro_usd", "cost_source"}}
	return update(ctx, t, usages, rows, func(u *ingest.UsageRow) []any { return []any{u.ID, u.MicroUSD, orNull(u.CostSource)} })
}
