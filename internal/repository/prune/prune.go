// Package prune deletes old rows and adds them to the table daily_rollups.
package prune

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository deletes old rows and keeps their daily roll-ups. Days sort alike in all stored forms of an instant, so a day, and all
// before one, are ranges of the index on the text: idx_agent_events_timestamp, idx_cost_events_timestamp,
// idx_tool_traces_start_time and idx_live_events_created.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// pruned is a table from which old rows are deleted.
type pruned struct {
	table, time string
	// steps are the statements that take rows out, in order. The placeholder ?0 (or the first ?) of each is the condition on
	// database.RowKey, and ?1 the statuses that are errors.
	steps []string
}

// prunedTable returns the table of a kind. Sessions go otherwise, by what is left of them.
func prunedTable(kind model.PruneKind) pruned {
	switch kind {
	case model.PruneCosts:
		return pruned{table: "cost_events", time: "timestamp", steps: []string{
			rollUpCosts(),
			"DELETE FROM ingest_aliases WHERE row_id IN (SELECT event_id FROM cost_events WHERE ?)",
			"DELETE FROM ingest_usages WHERE cost_id IN (SELECT event_id FROM cost_events WHERE ?)",
			"DELETE FROM cost_events WHERE ?",
		}}
	case model.PruneEvents:
		return pruned{table: "agent_events", time: "timestamp", steps: []string{
			rollUpEvents(),
			"DELETE FROM ingest_aliases WHERE row_id IN (SELECT event_id FROM agent_events WHERE ?)",
			"DELETE FROM ingest_subagents WHERE event_id IN (SELECT event_id FROM agent_events WHERE ?)",
			"DELETE FROM agent_events WHERE ?",
		}}
	case model.PruneTraces:
		return pruned{table: "tool_traces", time: "start_time", steps: []string{"DELETE FROM tool_traces WHERE ?"}}
	case model.PruneLiveEvents:
		return pruned{table: "live_events", time: "created_at", steps: []string{"DELETE FROM live_events WHERE ?"}}
	default:
		return pruned{table: "sessions", time: "created_at"}
	}
}

// isOld holds for rows whose day is before another one, for which it has the placeholder ?0.
func isOld(column string) string { return "(" + column + " < ?0 AND " + database.Dated(column) + ")" }

// Count returns how many rows of a kind there are, how many of them are of days before another, of sessions how many would be
// left with nothing, and how many have a time that begins with no day. It reads all times of the table.
func (r *Repository) Count(ctx context.Context, kind model.PruneKind, before string) (model.PruneCount, error) {
	t := prunedTable(kind)
	count := model.PruneCount{Kind: kind}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*), count(CASE WHEN "+isOld(t.time)+" THEN 1 END), count(CASE WHEN NOT "+database.Dated(t.time)+
			" THEN 1 END) FROM "+t.table, before).Scan(ctx, &count.All, &count.Old, &count.Undated)
	})
	if err != nil {
		return count, fmt.Errorf("count what is old: %w", err)
	}
	if kind == model.PruneSessions {
		silent, err := r.IdleSessions(ctx, before)
		count.Old = int64(len(silent))
		return count, err
	}
	return count, nil
}

// FirstDay returns the first day from one on and before another that has rows of a kind, "" for none.
func (r *Repository) FirstDay(ctx context.Context, kind model.PruneKind, from, before string) (string, error) {
	t := prunedTable(kind)
	var days []string
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		days = days[:0]
		return q.NewRaw("SELECT substr("+t.time+", 1, 10) FROM "+t.table+" WHERE "+t.time+" >= ?1 AND "+isOld(t.time)+
			" ORDER BY "+t.time+" LIMIT 1", before, from).Scan(ctx, &days)
	})
	if err != nil {
		return "", fmt.Errorf("find the first day: %w", err)
	}
	if len(days) == 0 {
		return "", nil
	}
	return days[0], nil
}

// DeleteDay adds up to limit rows of a day to the roll-ups and deletes them with what lies beside them, in one transaction. It
// returns how many there were.
func (r *Repository) DeleteDay(ctx context.Context, kind model.PruneKind, day string, limit int) (int64, error) {
	t := prunedTable(kind)
	var keys []int64
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		keys = keys[:0]
		err := tx.NewRaw("SELECT "+database.RowKey+" FROM "+t.table+" WHERE "+t.time+" >= ? AND "+t.time+" < ? ORDER BY "+t.time+" LIMIT ?",
			day, day+query.EndOfTime, limit).Scan(ctx, &keys)
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, step := range t.steps {
			if _, err := tx.NewRaw(step, database.Among(t.table+"."+database.RowKey, keys), bun.In(model.ErrorStatuses())).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("prune %s of %s: %w", t.table, day, err)
	}
	return int64(len(keys)), nil
}
