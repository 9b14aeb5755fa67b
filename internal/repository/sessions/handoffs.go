package sessions

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/handoffs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Handoffs returns the newest handoffs of the session, of any type; idx_collaboration_session serves it.
func (r *Repository) Handoffs(ctx context.Context, sessionID string, limit int) ([]model.Handoff, error) {
	var filter query.Where
	filter.Owned("session_id", sessionID)
	return handoffs.List(ctx, r.db, filter, model.Page{Limit: limit})
}
