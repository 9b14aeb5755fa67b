package events

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Costs returns what the requests that belong to events cost, by the id of the event. Events without requests are left out; idx_ingest_usages_event
// serves it.
func (r *Repository) Costs(ctx context.Context, ids []string) (map[string]model.Spent, error) {
	type row struct {
		EventID  string  `bun:"event_id"`
		Requests int64   `bun:"requests"`
		Unpriced int64   `bun:"unpriced"`
		Micros   float64 `bun:"micros"`
	}
	rows, err := database.Select[row](ctx, r.db, `SELECT event_id, count(*) AS requests, count(*) - count(as_number(cost_micro_usd)) AS unpriced,
			coalesce(sum(as_number(cost_micro_usd)), 0.0) AS micros
		FROM ingest_usages WHERE any_of(event_id, ?) GROUP BY event_id`, ids)
	if err != nil {
		return nil, fmt.Errorf("sum the costs of events: %w", err)
	}
	spent := make(map[string]model.Spent, len(rows))
	for _, r := range rows {
		spent[r.EventID] = model.Spent{Requests: r.Requests, Unpriced: r.Unpriced, Cost: model.MicroUSD(model.Integer(r.Micros))}
	}
	return spent, nil
}
