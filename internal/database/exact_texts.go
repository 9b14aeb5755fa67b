package database

import (
	"context"
	"database/sql"
	"fmt"
	"path"
	"strings"
)

// exactTexts is the file of the migration that adds the table of exact texts.
const exactTexts = "00008_exact_texts.sql"

// addExactTexts adds the table of exact texts. Where earlier releases stored texts of calls in columns that made numbers of them, the
// transcripts of these sessions are to be read again from their beginning, which stores the texts as they were. A session whose beginning
// was pruned stays as it is: what was pruned would come back, and be counted twice.
func addExactTexts(ctx context.Context, tx *sql.Tx) error {
	script, err := migrations.ReadFile("migrations/" + exactTexts)
	if err != nil {
		return err
	}
	for _, statement := range statements(string(script)) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	found, err := probe(ctx, tx)
	if err != nil || !found.has("tool_traces", "tool_output") || !found.has("sessions", "transcript_path") {
		return err
	}
	sessions, err := textsOf(ctx, tx, `
		SELECT s.session_id FROM sessions AS s
		WHERE s.session_id IN (SELECT t.session_id FROM tool_traces AS t
			WHERE typeof(t.tool_output) IN ('integer', 'real') OR typeof(t.tool_input) IN ('integer', 'real'))
		AND substr(s.created_at, 1, 10) > coalesce((SELECT max(day) FROM daily_rollups), '')`)
	if err != nil || len(sessions) == 0 {
		return err
	}
	paths, err := textsOf(ctx, tx, "SELECT path FROM import_states WHERE path IS NOT NULL")
	if err != nil {
		return err
	}
	for file := range paths {
		if !isOfSession(file, sessions) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM import_states WHERE path = ?", file); err != nil {
			return fmt.Errorf("forget how far a transcript was read: %w", err)
		}
	}
	return nil
}

// isOfSession reports whether a transcript is that of a session, or of a subagent in it: agents name the file, or the folder of the subagents,
// by the session.
func isOfSession(file string, sessions map[string]bool) bool {
	const idLength = 36 // of the session at the end of a name that begins with the time
	for part := range strings.SplitSeq(strings.ReplaceAll(file, `\`, "/"), "/") {
		name := strings.TrimSuffix(part, ".zst")
		name = strings.TrimSuffix(name, path.Ext(name))
		if sessions[part] || sessions[name] || len(name) > idLength && sessions[name[len(name)-idLength:]] {
			return true
		}
	}
	return false
}

// textsOf returns the texts that a statement selects.
func textsOf(ctx context.Context, q rowQuerier, statement string) (map[string]bool, error) {
	rows, err := q.QueryContext(ctx, statement)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	texts := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts[text] = true
	}
	return texts, rows.Err()
}
