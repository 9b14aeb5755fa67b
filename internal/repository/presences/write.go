package presences

import (
	"context"
	_ "embed"
	"fmt"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed put.sql
var putSQL string

// Write stores the presence of agents in one transaction. A row with a later last activity does not change. An agent whose id is
// not valid text is left out, because it would be stored under another id.
func (r *Repository) Write(ctx context.Context, agents []model.Presence, at model.Instant) error {
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		for _, a := range agents {
			if !utf8.ValidString(a.AgentID) {
				continue
			}
			if _, err := database.Exec(ctx, tx, putSQL, toRow(a, at)); err != nil {
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

func toRow(a model.Presence, at model.Instant) database.Args {
	return database.Args{
		"agent_id": a.AgentID, "status": a.Status, "feature_id": a.CurrentFeatureID, "tool_name": a.LastToolName, "last_activity": a.LastActivity,
		"tools": a.TotalToolsExecuted, "tokens": a.TotalCostTokens, "session_id": a.SessionID, "at": at,
	}
}
