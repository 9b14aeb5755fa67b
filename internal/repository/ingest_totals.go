package repository

import (
	"context"
	"fmt"
)

// sessionTotals is by how much the events of a session, and their tokens, grew.
type sessionTotals struct{ events, tokens int64 }

// writeTotals keeps what other programs read of a session in its row: how many events it has, and the tokens of these. They grow by what the
// batch adds. A session that nobody counted yet is counted whole, once; idx_agent_events_session_ts_desc serves that.
func (b *ingestBatch) writeTotals(ctx context.Context) error {
	for session, grown := range b.totals() {
		_, err := b.tx.ExecContext(ctx, `UPDATE sessions SET
			total_events = CASE WHEN coalesce(total_events, 0) = 0 THEN (SELECT count(*) FROM agent_events AS e WHERE e.session_id = sessions.session_id)
				ELSE total_events + ? END,
			total_tokens_used = CASE WHEN coalesce(total_events, 0) = 0
				THEN (SELECT CAST(coalesce(sum(CAST(e.cost_tokens AS DOUBLE PRECISION)), 0) AS BIGINT) FROM agent_events AS e WHERE e.session_id = sessions.session_id)
				ELSE coalesce(total_tokens_used, 0) + ? END
			WHERE session_id = ?`, grown.events, grown.tokens, session)
		if err != nil {
			return fmt.Errorf("keep the totals of a session: %w", err)
		}
	}
	return nil
}

// totals returns what the batch adds to each session, those left out to which it adds nothing.
func (b *ingestBatch) totals() map[string]sessionTotals {
	totals := map[string]sessionTotals{}
	for _, e := range b.eventOrder {
		grown := totals[e.session]
		if e.isNew {
			grown.events++
		}
		if e.tokens != nil {
			grown.tokens += *e.tokens - e.storedTokens
		}
		if grown != totals[e.session] {
			totals[e.session] = grown
		}
	}
	return totals
}
