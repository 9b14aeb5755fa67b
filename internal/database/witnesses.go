package database

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// readers is the file of the migration that lets transcripts be read again, and readersVersion its number.
const (
	readers        = "00010_readers.sql"
	readersVersion = 10
)

// addReaders adds what is known of the readers of transcripts, and which events another source than a transcript reported.
func addReaders(ctx context.Context, tx *sql.Tx) error {
	script, err := migrations.ReadFile("migrations/" + readers)
	if err != nil {
		return err
	}
	_, steps, _ := strings.Cut(string(script), "-- +goose Up\n")
	if _, err := tx.ExecContext(ctx, steps); err != nil {
		return fmt.Errorf("add the columns for readers: %w", err)
	}
	found, err := probe(ctx, tx)
	if err != nil || !found.has("agent_events", "created_at") {
		return err
	}
	if _, err := tx.ExecContext(ctx, findWitnesses); err != nil {
		return fmt.Errorf("find the events of other sources than transcripts: %w", err)
	}
	return nil
}

// findWitnesses stores which events another source than a transcript may have reported to an earlier release, which did not keep that. In a
// session of which another source reported a prompt, a call or a request, it may be any event but those that were stored long after they
// happened: an agent calls its hooks, and sends its telemetry, while it works, so that nobody else stores the event before.
const findWitnesses = `
INSERT INTO ingest_witnesses (event_id)
SELECT e.event_id FROM agent_events AS e
WHERE e.event_id IS NOT NULL
    AND e.session_id IN (
        SELECT a.session_id FROM ingest_aliases AS w JOIN agent_events AS a ON a.event_id = w.row_id WHERE w.source NOT IN ('transcript', 'continuation')
        UNION SELECT u.session_id FROM ingest_usages AS u WHERE u.source <> 'transcript')
    AND (e.event_id LIKE 'uq-%' OR e.event_id LIKE 'tool-%' OR e.event_id LIKE 'mark-%' OR e.event_id LIKE 'msg-%')
    AND NOT coalesce(julianday(e.created_at) - julianday(e.timestamp) > 1.0 / 24, FALSE)`
