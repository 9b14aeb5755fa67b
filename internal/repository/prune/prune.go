// Package prune deletes old rows and adds them to the tables daily_rollups and quarter_rollups.
package prune

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository deletes old rows and keeps their roll-ups. Days sort the same in all formats of a timestamp, so a day, and all
// before one, are ranges of the index on the text: idx_agent_events_timestamp, idx_cost_events_timestamp,
// idx_tool_traces_start_time, idx_messages_timestamp, idx_live_events_created and idx_archived_transcripts_changed.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type countRow struct {
	All     int64 `bun:"all_rows"`
	Old     int64 `bun:"old_rows"`
	Undated int64 `bun:"undated_rows"`
}

// Count returns the number of rows of a kind, of rows before a day (for sessions: of those of which nothing would be left), and of
// rows whose timestamp does not begin with a date. It reads all timestamps of the table.
func (r *Repository) Count(ctx context.Context, kind model.PruneKind, before string) (model.PruneCount, error) {
	t := tableOf(kind)
	row, err := database.Value[countRow](ctx, r.db, `
		SELECT count(*) AS all_rows, count(CASE WHEN :time < :before AND is_dated(:time) THEN 1 END) AS old_rows,
			count(CASE WHEN NOT is_dated(:time) THEN 1 END) AS undated_rows
		FROM :table`, t.args(database.Args{"before": before}))
	count := model.PruneCount{Kind: kind, All: row.All, Old: row.Old, Undated: row.Undated}
	if err != nil {
		return count, fmt.Errorf("count what is old: %w", err)
	}
	if kind == model.PruneSessions {
		idle, err := r.IdleSessions(ctx, before)
		count.Old = int64(len(idle))
		return count, err
	}
	return count, nil
}

// args returns the names of the table as arguments, with others beside them.
func (t table) args(others database.Args) database.Args {
	return others.With(database.Args{"table": database.SQL(t.name), "time": database.SQL(t.time)})
}

// delete adds rows to the roll-ups, and deletes them.
func (t table) delete(ctx context.Context, tx *database.Tx, rows []int64) error {
	if t.pruned != nil {
		for _, r := range tables {
			if _, err := database.Exec(ctx, tx, "?", r.add(t.pruned(rows))); err != nil {
				return err
			}
		}
	}
	for _, step := range t.steps {
		if _, err := database.Exec(ctx, tx, step, database.Args{"rows": rows}); err != nil {
			return err
		}
	}
	return nil
}

// FirstDay returns the first day from one on and before another that has rows of a kind, "" for none.
func (r *Repository) FirstDay(ctx context.Context, kind model.PruneKind, from, before string) (string, error) {
	day, _, err := database.Get[string](ctx, r.db, `
		SELECT substr(:time, 1, 10) FROM :table WHERE :time >= :from AND :time < :before AND is_dated(:time) ORDER BY :time LIMIT 1`,
		tableOf(kind).args(database.Args{"from": from, "before": before}))
	if err != nil {
		return "", fmt.Errorf("find the first day: %w", err)
	}
	return day, nil
}

// DeleteDay adds up to limit rows of a day to the roll-ups and deletes them with everything that belongs to them, in one
// transaction. It returns the number of deleted rows.
func (r *Repository) DeleteDay(ctx context.Context, kind model.PruneKind, day string, limit int) (int64, error) {
	t := tableOf(kind)
	var rows []int64
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		var err error
		rows, err = database.Select[int64](ctx, tx, "SELECT row_key(:table) FROM :table WHERE :time >= :day AND :time < :end ORDER BY :time LIMIT :limit",
			t.args(database.Args{"day": day, "end": day + query.EndOfTime, "limit": limit}))
		if err != nil || len(rows) == 0 {
			return err
		}
		return t.delete(ctx, tx, rows)
	})
	if err != nil {
		return 0, fmt.Errorf("prune %s of %s: %w", t.name, day, err)
	}
	return int64(len(rows)), nil
}
