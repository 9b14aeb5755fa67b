package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// openUnchecked opens a complete file for a few writes. The one connection that writes reads too, and nothing that takes time comes
// before the first statement. It returns nil for a file that does not exist, lacks something, is newer than the program, or may belong to
// another program: Open checks these.
func openUnchecked(ctx context.Context, o Options) (*DB, error) {
	state, err := examine(o.Path, false)
	if err != nil || state != fileDatabase {
		return nil, err
	}
	file, err := identify(o.Path)
	if err != nil {
		return nil, fileError(o.Path, err)
	}
	writer := newBun(openPermittedPool(writerDSN(o), 1, nil, file.permit))
	db := &DB{file: file, options: o, dialect: sqlite{}, templates: newTemplates(sqlite{}), writer: writer, reader: writer, faults: newFaults(o.Path, o.Logger)}
	if complete, err := isComplete(ctx, writer.DB); err != nil || !complete {
		return nil, db.closePools() // Open finds out why
	}
	if err := db.findTextIndex(ctx, writer.DB); err != nil {
		return nil, errors.Join(fileError(o.Path, err), db.closePools())
	}
	if err := waitOut(ctx, time.Now().Add(o.BusyBudget), func() error { return useWAL(ctx, writer.DB, o) }); err != nil {
		return nil, errors.Join(fileError(o.Path, err), db.closePools())
	}
	db.generation.Store(1)
	return db, nil
}

// isComplete reports whether a database has all that this program makes: the shared tables in the very words of this program, and its own
// tables in the latest version. A file that others made or completed may have the shared tables in other words: only its
// columns show whether it is complete.
func isComplete(ctx context.Context, q rowQuerier) (bool, error) {
	names, texts, err := readStatements(ctx, q)
	if err != nil || !names[versionTable] {
		return false, err
	}
	for _, wanted := range statements(schemaSQL) {
		if !texts[wanted] && !texts[earlierWords(wanted)] {
			return false, nil
		}
	}
	for _, wanted := range statements(ownSQL) { // in the words of a migration, which differ
		if !names[createdName(wanted)] {
			return false, nil
		}
	}
	for _, wanted := range triggers() {
		if !texts[wanted] {
			return false, nil
		}
	}
	if complete, err := isTextIndexComplete(ctx, q, texts); err != nil || !complete {
		return false, err
	}
	version, err := readVersion(ctx, q)
	return version == latestVersion, err
}

// earlierWords returns the statement of earlier releases for a shared table. Their columns for the texts of a call were declared JSON.
func earlierWords(statement string) string {
	return strings.NewReplacer("tool_input TEXT", "tool_input JSON", "tool_output TEXT", "tool_output JSON").Replace(statement)
}

// readStatements returns the names of tables and indexes, and the statements that made them.
func readStatements(ctx context.Context, q rowQuerier) (names, texts map[string]bool, err error) {
	rows, err := q.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
	if err != nil {
		return nil, nil, fmt.Errorf("read the schema: %w", err)
	}
	defer rows.Close()
	names, texts = map[string]bool{}, map[string]bool{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, nil, fmt.Errorf("read the schema: %w", err)
		}
		names[name], texts[text] = true, true
	}
	return names, texts, rows.Err()
}

// isOwn reports whether a table is one of the program's own.
func isOwn(table string) bool {
	return slices.ContainsFunc(statements(ownSQL), func(statement string) bool { return createdName(statement) == table })
}

// createdName returns the name in "CREATE TABLE name (...)" and "CREATE INDEX name ON ...".
func createdName(statement string) string { return strings.Fields(statement)[2] }

// statements cuts a script into its statements, in the form in which SQLite keeps them: without the comments before them and the semicolons after them.
func statements(script string) []string {
	var found []string
	for _, part := range strings.Split(script, ";\n") {
		if start := strings.Index("\n"+part, "\nCREATE "); start >= 0 {
			found = append(found, strings.TrimSpace(part[start:]))
		}
	}
	return found
}
