// Package budgets reads what budgets are compared with, and stores the alerts.
package budgets

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
)

// Repository reads what budgets are held against, and stores the alerts.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// workingFolder is the folder in which a session of the table s ran, null where none is told.
var workingFolder = "nullif(" + database.JSONText("s.metadata", "cwd") + ", '')"

// deepestLineage is how many sessions a session may be below another one; parents that go round in a circle end there.
const deepestLineage = 16

// LastRow returns the last row of costs, 0 for none.
func (r *Repository) LastRow(ctx context.Context) (int64, error) {
	var row int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT coalesce(max(rowid), 0) FROM cost_events").Scan(ctx, &row)
	})
	if err != nil {
		return 0, fmt.Errorf("find the last cost: %w", err)
	}
	return row, nil
}

// Changes returns what was stored of costs after a row, by session.
func (r *Repository) Changes(ctx context.Context, row int64) ([]model.CostChange, error) {
	var rows []struct {
		SessionID string `bun:"session_id"`
		Mark      string `bun:"mark"`
		Newest    string `bun:"newest"`
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT session_id, count(*) || ' ' || coalesce(sum("+costs.Micros+"), 0) AS mark, coalesce(max("+
			database.InstantKey("timestamp")+"), '') AS newest FROM cost_events WHERE rowid > ? AND session_id <> '' AND "+
			costs.IsRequest+" GROUP BY session_id", row).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions with new costs: %w", err)
	}
	changes := make([]model.CostChange, len(rows))
	for i, row := range rows {
		changes[i] = model.CostChange{SessionID: row.SessionID, Mark: row.Mark, Newest: model.Instant(row.Newest)}
	}
	return changes, nil
}

// Active returns the sessions that cost something from an instant on, at most limit, the latest first;
// idx_cost_events_timestamp serves it.
func (r *Repository) Active(ctx context.Context, since model.Instant, limit int) ([]string, error) {
	var ids []string
	key := database.InstantKey("timestamp")
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		ids = ids[:0]
		return q.NewRaw("SELECT session_id FROM cost_events WHERE timestamp >= ? AND "+key+" >= ? AND session_id <> '' AND "+costs.IsRequest+
			" GROUP BY session_id ORDER BY max("+key+") DESC, session_id LIMIT ?", since.Day(), since.Key(), limit).Scan(ctx, &ids)
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions with late costs: %w", err)
	}
	return ids, nil
}

// Lineages returns what sessions belong to, also those that have no row in sessions.
func (r *Repository) Lineages(ctx context.Context, sessionIDs []string) ([]model.Lineage, error) {
	var rows []struct {
		SessionID string  `bun:"session_id"`
		Ancestor  string  `bun:"ancestor"`
		Folder    *string `bun:"folder"`
	}
	if len(sessionIDs) == 0 {
		return nil, nil
	}
	list, args := given(sessionIDs)
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`WITH RECURSIVE given(id) AS (`+list+`), up(session_id, ancestor, depth) AS (
				SELECT id, id, 0 FROM given
				UNION ALL SELECT up.session_id, s.parent_session_id, up.depth + 1 FROM up JOIN sessions AS s ON s.session_id = up.ancestor
					WHERE s.parent_session_id <> '' AND up.depth < ?)
			SELECT up.session_id, up.ancestor, `+workingFolder+` AS folder FROM up LEFT JOIN sessions AS s ON s.session_id = up.ancestor
			ORDER BY up.session_id, up.depth`, append(args, deepestLineage)...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("find what began sessions: %w", err)
	}
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
	return lineages, nil
}

// given returns what a common table expression of texts begins with, and its arguments.
func given(texts []string) (string, []any) {
	args := make([]any, len(texts))
	for i, text := range texts {
		args[i] = database.TextValue(text)
	}
	return "VALUES (?)" + strings.Repeat(", (?)", len(texts)-1), args
}
