package database

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// openBrief opens a complete file for a few writes: with the one connection that writes, which reads too, and nothing that costs time
// before the first statement. It returns nil for a file that is not there, lacks something, or may be another program's: these are
// opened with care, and checked.
func openBrief(ctx context.Context, o Options) (*DB, error) {
	state, err := examine(o.Path, false)
	if err != nil || state != fileDatabase {
		return nil, err
	}
	writer := newBun(openPool(writerDSN(o), 1, nil))
	db := &DB{options: o, dialect: sqlite{}, writer: writer, reader: writer, stop: func() {}, stopped: make(chan struct{})}
	close(db.stopped) // nobody watches for the commits of others
	if complete, err := isComplete(ctx, writer.DB); err != nil || !complete {
		return nil, db.closePools() // whoever opens it with care finds out why
	}
	if err := waitOut(ctx, o.BusyBudget, func() error { return useWAL(ctx, writer.DB, o) }); err != nil {
		return nil, errors.Join(fileError(o.Path, err), db.closePools())
	}
	if db.file, err = identify(o.Path, o.Logger); err != nil {
		return nil, errors.Join(fileError(o.Path, err), db.closePools())
	}
	db.generation.Store(1)
	return db, nil
}

// isComplete reports whether a database has all that this program makes, in the very words. One that others made or completed may have it
// in other words: then only a look at its columns tells.
func isComplete(ctx context.Context, q rowQuerier) (bool, error) {
	rows, err := q.QueryContext(ctx, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
	if err != nil {
		return false, fmt.Errorf("read the schema: %w", err)
	}
	defer rows.Close()
	there := map[string]bool{}
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			return false, fmt.Errorf("read the schema: %w", err)
		}
		there[statement] = true
	}
	for _, wanted := range statements(schemaSQL + ownSQL) {
		if !there[wanted] {
			return false, rows.Err()
		}
	}
	return true, rows.Err()
}

// statements cuts a script into its statements, as SQLite keeps them: without what is said before them, and without their ends.
func statements(script string) []string {
	var found []string
	for _, part := range strings.Split(script, ";\n") {
		if start := strings.Index("\n"+part, "\nCREATE "); start >= 0 {
			found = append(found, strings.TrimSpace(part[start:]))
		}
	}
	return found
}
