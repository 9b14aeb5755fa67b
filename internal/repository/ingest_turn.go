package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// hang hangs the events whose source could not name their prompt below the latest one of their session, also those of a subagent, until it
// is known which delegation started that.
func (b *ingestBatch) hang(ctx context.Context) error {
	for _, e := range b.eventOrder {
		if !b.inTurn[e.id] || e.parent != "" {
			continue
		}
		prompt, err := b.promptBefore(ctx, e)
		if err != nil {
			return err
		}
		if prompt != "" && prompt != e.id {
			e.parent, e.changed = prompt, true
		}
	}
	return nil
}

// promptBefore returns the latest prompt of an event's session at its instant, stored or in the batch, "" if there is none.
// idx_agent_events_session_tool serves it.
func (b *ingestBatch) promptBefore(ctx context.Context, e *ingestEvent) (string, error) {
	var prompt string
	var at model.Instant
	err := b.tx.QueryRowContext(ctx, `SELECT event_id, CAST(timestamp AS TEXT) FROM agent_events WHERE session_id = ? AND tool_name = ? AND timestamp <= ?
		AND event_id IS NOT NULL AND timestamp IS NOT NULL ORDER BY timestamp DESC LIMIT 1`, e.session, model.ToolUserQuery, string(e.at)).Scan(&prompt, &at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("find the latest prompt: %w", err)
	}
	for _, other := range b.eventOrder {
		if other.session == e.session && other.tool == model.ToolUserQuery && other.at.Compare(e.at) <= 0 && (prompt == "" || other.at.Compare(at) >= 0) {
			prompt, at = other.id, other.at
		}
	}
	return prompt, nil
}
