// Package export owns the reading of all rows of a kind. It reads page by page, so that memory grows neither with the number of
// rows nor with the length of their texts, and no statement holds a connection while a slow client reads.
package export

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// pageSize is the number of rows in memory.
	pageSize = model.MaxLimit
	// pageBytes is the number of bytes of long texts in memory, without the last row, which may have any length.
	pageBytes = 1 << 20
)

// Source is where rows come from.
type Source[Row any] struct {
	List func(context.Context, model.Page) ([]Row, error)
	// Cursor returns the cursor of a row.
	Cursor func(Row) model.Cursor
	// EndsByBytes says that List ends a page where its texts become too long: a page that is not full may have others after it.
	EndsByBytes bool
}

// Pages passes the rows of source to emit, page by page and in the order of its list. A limit of 0 means all. emit is called at least once.
// Pages stops at the first error of emit and returns it.
func Pages[Row any](ctx context.Context, limit int, source Source[Row], emit func([]Row) error) error {
	page := model.Page{Limit: pageSize}
	if source.EndsByBytes {
		page.Bytes = pageBytes
	}
	for done := 0; ; {
		if limit > 0 {
			page.Limit = min(limit-done, pageSize)
		}
		rows, err := source.List(ctx, page)
		if err != nil {
			return err
		}
		if len(rows) > 0 || done == 0 {
			if err := emit(rows); err != nil {
				return err
			}
		}
		if done += len(rows); len(rows) == 0 || done == limit || len(rows) < page.Limit && !source.EndsByBytes {
			return nil
		}
		after := source.Cursor(rows[len(rows)-1])
		page.After = &after
	}
}
