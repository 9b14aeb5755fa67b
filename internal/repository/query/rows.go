package query

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// FromRows converts rows with fromRow. The result is never nil.
func FromRows[R, M any](rows []R, fromRow func(row *R) M) []M {
	list := make([]M, len(rows))
	for i := range rows {
		list[i] = fromRow(&rows[i])
	}
	return list
}

// Count returns the number of rows of a table that match a condition. It reads all of them, or all in the index that serves the
// condition.
func Count(ctx context.Context, db database.Querier, table string, filter Where) (int64, error) {
	return database.Value[int64](ctx, db, "SELECT count(*) FROM "+table+" WHERE ?", filter.SQL())
}
