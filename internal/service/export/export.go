// Package export owns the reading of all rows of a kind. It reads page by page, so that memory does not grow with the number of
// rows, and no statement holds a connection while a slow client reads.
package export

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// pageSize is the number of rows in memory.
const pageSize = model.MaxLimit

// Pages passes the rows of list to emit, page by page and in the order of list. cursor returns the cursor of a row. A limit of 0
// means all. emit is called at least once. Pages stops at the first error of emit and returns it.
func Pages[Row any](
	ctx context.Context, limit int, list func(context.Context, model.Page) ([]Row, error), cursor func(Row) model.Cursor, emit func([]Row) error,
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
		after := cursor(rows[len(rows)-1])
		page.After = &after
	}
}
