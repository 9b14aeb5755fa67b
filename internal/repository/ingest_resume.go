package repository

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// sessionStart is the event of a session that begins, or is taken up again.
const sessionStart = "SessionStart"

// loadStarts reads when the sessions that are told to have ended began last: one that was taken up after that end goes on.
// idx_agent_events_session_tool serves it.
func (b *ingestBatch) loadStarts(ctx context.Context, observations []ingest.Observation) error {
	ended := map[string]bool{}
	for _, o := range observations {
		if o.Session != nil && o.Session.EndedAt != "" {
			ended[o.Session.ID] = true
		}
	}
	never := func(string) bool { return false }
	return b.each(ctx, `SELECT session_id, max(CAST(timestamp AS TEXT)) FROM agent_events WHERE session_id IN (SELECT value FROM json_each(?))
		AND tool_name = '`+sessionStart+`' AND timestamp IS NOT NULL GROUP BY session_id`, ended, never, func(rows *sql.Rows) error {
		var session string
		var at model.Instant
		if err := rows.Scan(&session, &at); err != nil {
			return fmt.Errorf("read when a session began last: %w", err)
		}
		b.started[session] = at
		return nil
	})
}

// noteStart has a session that is taken up after its end go on.
func (b *ingestBatch) noteStart(e *ingestEvent) {
	if e.tool != sessionStart {
		return
	}
	if e.at.Compare(b.started[e.session]) > 0 {
		b.started[e.session] = e.at
	}
	if s := b.sessions[e.session]; s != nil && s.endedAt != "" && e.at.Compare(s.endedAt) > 0 {
		s.reopen()
	}
}

// wentOn reports whether something came after an end that is told: the session was taken up again, or it was only taken for silent and
// talked meanwhile.
func (b *ingestBatch) wentOn(o *ingest.Session) bool {
	if o.EndedAt == "" {
		return false
	}
	_, isSilence := o.Metadata[ingest.EndedByMember]
	return b.started[o.ID].Compare(o.EndedAt) > 0 || isSilence && b.followed[o.ID].Compare(o.EndedAt) > 0
}
