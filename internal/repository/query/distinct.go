package query

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Distinct returns the texts that a column has, sorted, at most limit. An index that begins with the column serves it, with a step for each text.
func Distinct(ctx context.Context, q database.Querier, table, column string, limit int) ([]string, error) {
	// The least text that is greater than the one before is found without reading the rows between them.
	texts, err := database.Select[string](ctx, q, `WITH RECURSIVE known(text) AS (
			SELECT (SELECT min(:column) FROM :table WHERE :column IS NOT NULL)
			UNION ALL SELECT (SELECT min(:column) FROM :table WHERE :column > known.text) FROM known WHERE known.text IS NOT NULL
		)
		SELECT as_text(text) FROM known WHERE text IS NOT NULL LIMIT :limit`, database.Args{"table": database.SQL(table), "column": database.SQL(column), "limit": database.Number(limit)})
	if err != nil {
		return nil, fmt.Errorf("list what %s.%s has: %w", table, column, err)
	}
	return texts, nil
}
