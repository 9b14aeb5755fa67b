package database

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// messagesFile is the file of the migration that adds messages, and messagesVersion its number.
const (
	messagesFile    = "00011_messages.sql"
	messagesVersion = 11
)

// addMessages adds the tables of messages, and which events were stored before there were any.
func addMessages(ctx context.Context, tx *sql.Tx) error {
	script, err := migrations.ReadFile("migrations/" + messagesFile)
	if err != nil {
		return err
	}
	_, steps, _ := strings.Cut(string(script), "-- +goose Up\n")
	if _, err := tx.ExecContext(ctx, steps); err != nil {
		return fmt.Errorf("add the tables of messages: %w", err)
	}
	found, err := probe(ctx, tx)
	if err != nil || !found.has("agent_events", "event_id") {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO earlier_events (last_row) SELECT coalesce(max(rowid), 0) FROM agent_events"); err != nil {
		return fmt.Errorf("find the last event before there were messages: %w", err)
	}
	return nil
}
