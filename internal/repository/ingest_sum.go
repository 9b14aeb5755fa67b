package repository

import (
	"context"
	"fmt"
	"slices"
)

// sum writes into each event whose usages changed what they took together, and the model that took the most.
// idx_ingest_usages_event serves it.
func (b *ingestBatch) sum(ctx context.Context) error {
	if len(b.recount) == 0 {
		return nil
	}
	rows, err := b.among(ctx, `SELECT event_id, coalesce(model, ''), sum(total_tokens) FROM ingest_usages
		WHERE event_id IN (SELECT value FROM json_each(?)) GROUP BY event_id, model ORDER BY event_id, sum(total_tokens) DESC, model`, b.recount)
	if err != nil {
		return err
	}
	defer rows.Close()
	sums := map[string]*usageSum{}
	for rows.Next() {
		var event, model string
		var tokens int64
		if err := rows.Scan(&event, &model, &tokens); err != nil {
			return fmt.Errorf("sum usages: %w", err)
		}
		if sums[event] == nil {
			sums[event] = &usageSum{}
		}
		sums[event].tokens += tokens
		if model != "" {
			sums[event].models = append(sums[event].models, model)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("sum usages: %w", err)
	}
	rows.Close()
	return b.spread(ctx, sums)
}

// usageSum is what the usages of one event come to; models are ordered by the tokens that they took.
type usageSum struct {
	tokens int64
	models []string
}

func (b *ingestBatch) spread(ctx context.Context, sums map[string]*usageSum) error {
	events := map[string]bool{}
	for id := range b.recount {
		events[id] = true
	}
	if err := b.loadEvents(ctx, events); err != nil {
		return err
	}
	for id := range b.recount {
		if e := b.events[id]; e != nil {
			e.take(sums[id], b.left[id])
		}
	}
	return nil
}

// take takes the sum over. A model that is among those of its usages is only theirs, and gives way to the one that took most;
// left are the models of those that it has no more.
func (e *ingestEvent) take(sum *usageSum, left []string) {
	if slices.Contains(left, e.model) {
		e.model, e.changed = "", true
	}
	if sum == nil {
		if left != nil {
			e.tokens, e.changed = new(int64), true
		}
		return
	}
	if e.tokens == nil || *e.tokens != sum.tokens {
		e.tokens, e.changed = &sum.tokens, true
	}
	for i, model := range sum.models {
		if i == 0 && e.model == "" || e.model == model && i > 0 {
			e.model, e.changed = sum.models[0], true
			break
		}
	}
}
