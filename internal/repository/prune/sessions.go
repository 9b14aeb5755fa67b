package prune

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// isSilent holds for sessions that ended or fell silent before a day; an absent time says nothing.
var isSilent = isOld("sessions.created_at") + " AND (completed_at IS NULL OR " + isOld("completed_at") + ") AND (last_user_query_at IS NULL OR " +
	isOld("last_user_query_at") + ")"

// isPast holds for sessions of which no event, request or trace would be left without those that are old.
// idx_agent_events_session_ts_desc, idx_cost_events_session_ts and idx_tool_traces_session serve it.
var isPast = isSilent + " AND " + hasNone("agent_events", "timestamp") + " AND " + hasNone("cost_events", "timestamp") + " AND " +
	hasNone("tool_traces", "start_time")

func hasNone(table, time string) string {
	return "NOT EXISTS (SELECT 1 FROM " + table + " AS own WHERE own.session_id = sessions.session_id AND NOT " + isOld("own."+time) + ")"
}

// IdleSessions returns the rows of the sessions that are past. One that began another which stays does so too.
func (r *Repository) IdleSessions(ctx context.Context, before string) ([]int64, error) {
	var keys []int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		keys = keys[:0]
		return q.NewRaw(`
			WITH RECURSIVE stays(id) AS (
				SELECT session_id FROM sessions WHERE session_id IS NOT NULL AND NOT (`+isPast+`)
				UNION
				SELECT parent_session_id FROM stays JOIN sessions ON session_id = id WHERE parent_session_id IS NOT NULL
			)
			SELECT `+database.RowKey+` FROM sessions WHERE session_id IS NOT NULL AND session_id NOT IN (SELECT id FROM stays)`, before).Scan(ctx, &keys)
	})
	if err != nil {
		return nil, fmt.Errorf("look for silent sessions: %w", err)
	}
	return keys, nil
}

// DeleteSessions deletes those of the sessions that are past still, with what lies beside them, and returns how many they were.
func (r *Repository) DeleteSessions(ctx context.Context, keys []int64, before string) (int64, error) {
	var deleted int64
	past := "?1 AND " + isPast
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		among := database.Among("sessions."+database.RowKey, keys)
		_, err := tx.NewRaw("DELETE FROM ingest_sessions WHERE session_id IN (SELECT session_id FROM sessions WHERE "+past+")", before, among).Exec(ctx)
		if err != nil {
			return err
		}
		result, err := tx.NewRaw("DELETE FROM sessions WHERE "+past, before, among).Exec(ctx)
		if err != nil {
			return err
		}
		deleted, err = result.RowsAffected()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("prune sessions: %w", err)
	}
	return deleted, nil
}
