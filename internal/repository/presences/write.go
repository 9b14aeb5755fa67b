package presences

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// putPresence stores a row unless another process has stored one with a later last activity. The primary key serves it.
var putPresence = `INSERT INTO agent_presence (agent_id, status, current_feature_id, last_tool_name, last_activity,
	total_tools_executed, total_cost_tokens, session_id, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (agent_id) DO UPDATE SET status = excluded.status, current_feature_id = excluded.current_feature_id,
	last_tool_name = excluded.last_tool_name, last_activity = excluded.last_activity, total_tools_executed = excluded.total_tools_executed,
	total_cost_tokens = excluded.total_cost_tokens, session_id = excluded.session_id, updated_at = excluded.updated_at
	WHERE ` + presenceKey("excluded") + ` >= ` + presenceKey("agent_presence")

// presenceKey is the key of the last activity in a row, the earliest of all where it has none.
func presenceKey(row string) string {
	return "coalesce(" + database.InstantKey(row+".last_activity") + ", '')"
}

// Write stores agents as of a moment, in one transaction. A row with a later last activity stays as it is. An agent whose
// id is no text is left out: stored, it would be another one.
func (r *Repository) Write(ctx context.Context, agents []model.Presence, at model.Instant) error {
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, a := range agents {
			if !utf8.ValidString(a.AgentID) {
				continue
			}
			_, err := tx.NewRaw(putPresence, database.TextValue(a.AgentID), a.Status, query.NullableText(a.CurrentFeatureID), query.NullableText(a.LastToolName),
				database.TextValue(string(a.LastActivity)), a.TotalToolsExecuted, a.TotalCostTokens, query.NullableText(a.SessionID), string(at)).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write presence: %w", err)
	}
	return nil
}
