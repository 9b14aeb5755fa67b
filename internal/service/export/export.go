// Package export owns how all rows of a kind are read: page by page, so that memory stays flat however many there are, and no
// statement holds a connection while a slow reader takes what it gave.
package export

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// pageSize is how many rows are in memory at a time.
const pageSize = model.MaxLimit

// Pages hands the rows of list to emit, page by page, in the order of list; place is where a row stands in it. A limit of 0 means
// all. emit is called at least once, and Pages stops at its first error and returns it.
func Pages[Row any](
	ctx context.Context, limit int, list func(context.Context, model.Page) ([]Row, error), place func(Row) model.Cursor, emit func([]Row) error,
) error {
	page := model.Page{Limit: pageSize}
	for done := 0; ; {
		if limit > 0 {
			page.Limit = min(limit-done, pageSize)
		}
		rows, err := list(ctx, page)
		if err != nil {
			return err
		}
		if len(rows) > 0 || done == 0 {
			if err := emit(rows); err != nil {
				return err
			}
		}
		if done += len(rows); len(rows) < page.Limit || done == limit {
			return nil
		}
		after := place(rows[len(rows)-1])
		page.After = &after
	}
}
