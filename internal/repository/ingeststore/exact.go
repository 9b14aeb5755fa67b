package ingeststore

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// exactTexts are the texts of a write that their columns do not keep as they are, by their keys.
type exactTexts struct{ rows []exactRow }

type exactRow struct{ key, sessionID, text string }

// add adds the text of a column, unless the column returns it as it is.
func (e *exactTexts) add(t *transaction, column [2]string, id, sessionID, text string) {
	if t.numeric[column] && database.IsLostInNumbers(text) {
		e.rows = append(e.rows, exactRow{query.ExactKey(column[0], column[1]) + id, sessionID, text})
	}
}

// write stores the texts. A text that was stored for the same column of the same row before is replaced.
func (e *exactTexts) write(ctx context.Context, t *transaction) error {
	to := table{"ingest_exact_texts", []string{"text_key", "session_id", "text"}}
	return insert(ctx, t, to, e.rows, func(row exactRow) []any { return []any{row.key, row.sessionID, row.text} })
}
