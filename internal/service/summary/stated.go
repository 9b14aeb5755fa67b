package summary

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// statedKey is what the events have in common whose stated tokens are added up.
type statedKey struct {
	quarter                     model.Quarter
	session, agent, model, tool string
}

// state adds the tokens that an event of a session without requests states.
func (t *Totals) state(row *model.SummaryRow) {
	if !row.Stated || row.Tokens == 0 {
		return
	}
	key := statedKey{row.Timestamp.Quarter(), row.SessionID, row.AgentID, row.Model, row.ToolName}
	t.stated[key] = model.AddSaturating(t.stated[key], row.Tokens)
}

// Stated returns the tokens that events of sessions without requests state, in no order.
func (v View) Stated() []model.CostPart {
	parts := make([]model.CostPart, 0, len(v.settled.stated)+len(v.tail.stated))
	for _, totals := range []*Totals{v.settled, v.tail} {
		for key, tokens := range totals.stated {
			parts = append(parts, model.CostPart{
				Quarter: key.quarter, Session: key.session, Agent: key.agent, Model: key.model, Tool: key.tool, Spent: model.Spent{Total: tokens},
			})
		}
	}
	return parts
}

// Stated returns the tokens that events of sessions without requests state, after the last commit.
func (r *Running) Stated(ctx context.Context) ([]model.CostPart, error) {
	var parts []model.CostPart
	err := r.With(ctx, func(v View) { parts = v.Stated() })
	return parts, err
}
