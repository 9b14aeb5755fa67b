// Package budgets reads the costs that budgets limit, and stores alerts.
package budgets

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
)

//go:embed lineages.sql
var lineagesSQL string

// Repository reads the costs that budgets limit, and stores alerts.
type Repository struct{ db *database.DB }

// New returns the repository of budgets in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// deepestLineage is the largest number of parents of a session. It bounds cycles.
const deepestLineage = 16

// LastRow returns the rowid of the last cost, 0 for none.
func (r *Repository) LastRow(ctx context.Context) (int64, error) {
	row, err := database.Value[int64](ctx, r.db, "SELECT coalesce(max(row_key(cost_events)), 0) FROM cost_events")
	if err != nil {
		return 0, fmt.Errorf("find the last cost: %w", err)
	}
	return row, nil
}

type changeRow struct {
	SessionID   string `bun:"session_id"`
	Fingerprint string `bun:"fingerprint"`
	Newest      string `bun:"newest"`
}

// Changes returns the costs after a row, summarised by session.
func (r *Repository) Changes(ctx context.Context, row int64) ([]model.CostChange, error) {
	rows, err := database.Select[changeRow](ctx, r.db, `
		SELECT session_id, count(*) || ' ' || coalesce(sum(`+costs.Micros+`), 0) AS fingerprint, coalesce(max(instant_key(timestamp)), '') AS newest
		FROM cost_events WHERE row_key(cost_events) > ? AND session_id <> '' AND `+costs.IsRequest+` GROUP BY session_id`, row)
	if err != nil {
		return nil, fmt.Errorf("list sessions with new costs: %w", err)
	}
	changes := make([]model.CostChange, len(rows))
	for i, row := range rows {
		changes[i] = model.CostChange{SessionID: row.SessionID, Fingerprint: row.Fingerprint, Newest: model.Instant(row.Newest)}
	}
	return changes, nil
}

// Active returns the sessions with costs since an instant, at most limit, the most recent first; idx_cost_events_timestamp serves
// it.
func (r *Repository) Active(ctx context.Context, since model.Instant, limit int) ([]string, error) {
	ids, err := database.Select[string](ctx, r.db, `
		SELECT session_id FROM cost_events
		WHERE timestamp >= ? AND instant_key(timestamp) >= ? AND session_id <> '' AND `+costs.IsRequest+`
		GROUP BY session_id ORDER BY max(instant_key(timestamp)) DESC, session_id LIMIT ?`, since.Day(), since.Key(), limit)
	if err != nil {
		return nil, fmt.Errorf("list sessions with late costs: %w", err)
	}
	return ids, nil
}

type lineageRow struct {
	SessionID string  `bun:"session_id"`
	Ancestor  string  `bun:"ancestor"`
	Folder    *string `bun:"folder"`
}

// Lineages returns the root and the folder of each session, also of sessions without a row.
func (r *Repository) Lineages(ctx context.Context, sessionIDs []string) ([]model.Lineage, error) {
	if len(sessionIDs) == 0 {
		return nil, nil
	}
	rows, err := database.Select[lineageRow](ctx, r.db, lineagesSQL, database.Args{"session_ids": oneColumn(sessionIDs), "depth": deepestLineage})
	if err != nil {
		return nil, fmt.Errorf("find the ancestors of sessions: %w", err)
	}
	return fromLineageRows(rows), nil
}

// fromLineageRows folds the ancestors of each session, the nearest first: the last one is the root, and the nearest folder is used.
func fromLineageRows(rows []lineageRow) []model.Lineage {
	var lineages []model.Lineage
	for _, row := range rows {
		if len(lineages) == 0 || lineages[len(lineages)-1].SessionID != row.SessionID {
			lineages = append(lineages, model.Lineage{SessionID: row.SessionID})
		}
		last := &lineages[len(lineages)-1]
		last.Root = row.Ancestor
		if last.Folder == "" && row.Folder != nil {
			last.Folder = *row.Folder
		}
	}
	return lineages
}

// oneColumn returns texts as the rows of a common table expression.
func oneColumn(texts []string) database.Fragment {
	rows := make([][]any, len(texts))
	for i, text := range texts {
		rows[i] = []any{text}
	}
	return database.Values(rows)
}
