package states

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed recent.sql
var recentSQL string

//go:embed changed.sql
var changedSQL string

//go:embed marks.sql
var marksSQL string

// window is how many of the newest rows are read again, because they may still change.
const window = 1000

// Recent returns the sessions in which something happened since an instant, at most limit, the latest first; and the marks of what was stored
// before they were read.
func (r *Repository) Recent(ctx context.Context, since model.Instant, limit int) ([]string, model.StateMarks, error) {
	marks, err := r.marks(ctx)
	if err != nil {
		return nil, marks, err
	}
	ids, err := database.Select[string](ctx, r.db, recentSQL, database.Args{
		"day": since.Day(), "event": marks.LastEvent - window, "limit": database.Number(limit),
	})
	if err != nil {
		return nil, marks, fmt.Errorf("list recent sessions: %w", err)
	}
	return ids, marks, nil
}

// Changed returns the sessions of the newest rows: those after the marks, and those before that may still change.
func (r *Repository) Changed(ctx context.Context, since model.StateMarks) ([]string, model.StateMarks, error) {
	marks, err := r.marks(ctx)
	if err != nil {
		return nil, marks, err
	}
	ids, err := database.Select[string](ctx, r.db, changedSQL, database.Args{
		"event": min(since.LastEvent, marks.LastEvent) - window, "session": since.LastSession, "request": since.LastRequest,
	})
	if err != nil {
		return nil, marks, fmt.Errorf("list the sessions that changed: %w", err)
	}
	return ids, marks, nil
}

// Versions returns what the rows of sessions say of their ends.
func (r *Repository) Versions(ctx context.Context, ids []string) (map[string]model.SessionVersion, error) {
	rows, err := database.Select[sessionRow](ctx, r.db,
		"SELECT session_id, coalesce(status, '') AS status, coalesce(as_text(completed_at), '') AS completed_at FROM sessions WHERE any_of(session_id, ?)", ids)
	if err != nil {
		return nil, fmt.Errorf("read the ends of sessions: %w", err)
	}
	versions := make(map[string]model.SessionVersion, len(rows))
	for i := range rows {
		versions[rows[i].SessionID] = rows[i].facts().Version()
	}
	return versions, nil
}

func (r *Repository) marks(ctx context.Context) (model.StateMarks, error) {
	type marksRow struct {
		Event   int64 `bun:"event"`
		Session int64 `bun:"session"`
		Request int64 `bun:"request"`
	}
	row, _, err := database.Get[marksRow](ctx, r.db, marksSQL)
	if err != nil {
		err = fmt.Errorf("read the last rows: %w", err)
	}
	return model.StateMarks{LastEvent: row.Event, LastSession: row.Session, LastRequest: row.Request}, err
}
