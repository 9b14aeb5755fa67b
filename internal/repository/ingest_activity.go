package repository

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Idle returns sessions that are not over and whose latest event was before an instant, the longest silent first, at most limit. They
// are only those of which something was told here: what other programs left open is theirs. idx_ingest_sessions_last serves it.
func (r *Ingest) Idle(ctx context.Context, before model.Instant, limit int) ([]ingest.IdleSession, error) {
	var rows []struct {
		SessionID string `bun:"session_id"`
		LastAt    string `bun:"last_at"`
	}
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT session_id, last_at FROM ingest_sessions WHERE last_at < ? ORDER BY last_at LIMIT ?", string(before), limit).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list silent sessions: %w", err)
	}
	silent := make([]ingest.IdleSession, len(rows))
	for i, row := range rows {
		silent[i] = ingest.IdleSession{SessionID: row.SessionID, LastAt: model.Instant(row.LastAt)}
	}
	return silent, nil
}

// noteActivity remembers when something happened in a session that was not known before: an event begins, or at a later instant its end
// is told. What comes after an end that was only a silence ends that.
func (b *ingestBatch) noteActivity(e *ingestEvent, told model.Instant) {
	at := e.at
	if told.Compare(at) > 0 {
		at = told
	}
	if at.Compare(b.latest[e.session]) > 0 {
		b.latest[e.session] = at
	}
	if s := b.sessions[e.session]; s != nil && s.endedAt != "" && s.metadata.has(ingest.EndedByMember) && at.Compare(s.endedAt) > 0 {
		s.reopen()
	}
}

// loadActivity reads which sessions of the batch are followed; the primary key serves it.
func (b *ingestBatch) loadActivity(ctx context.Context, sessions map[string]bool) error {
	isThere := func(id string) bool { _, ok := b.followed[id]; return ok }
	return b.each(ctx, "SELECT session_id, last_at FROM ingest_sessions WHERE session_id IN (SELECT value FROM json_each(?))", sessions, isThere, func(rows *sql.Rows) error {
		var id string
		var at model.Instant
		err := rows.Scan(&id, &at)
		b.followed[id] = at
		return err
	})
}

// writeActivity keeps the latest event of each session that is not over, and forgets those that are.
func (b *ingestBatch) writeActivity(ctx context.Context) error {
	table := b.table("ingest_sessions", "session_id", "last_at")
	defer table.close()
	var over []string
	for _, s := range b.sessionOrder {
		known, followed := b.followed[s.id]
		switch {
		case s.status != sessionActive && followed:
			over = append(over, s.id)
		case s.status == sessionActive && b.latest[s.id].Compare(known) > 0:
			if err := table.put(ctx, true, string(b.latest[s.id]), s.id); err != nil {
				return err
			}
			b.written++
		}
	}
	if len(over) == 0 {
		return nil
	}
	list, err := json.Marshal(over)
	if err != nil { // never: texts always marshal
		return err
	}
	if _, err := b.tx.ExecContext(ctx, "DELETE FROM ingest_sessions WHERE session_id IN (SELECT value FROM json_each(?))", string(list)); err != nil {
		return fmt.Errorf("forget sessions that are over: %w", err)
	}
	b.written++
	return nil
}
