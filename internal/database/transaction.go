package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Tx is one change to the database: all of its statements, or none. It is for one goroutine.
type Tx struct {
	// Tx runs prepared statements, for writers of many rows.
	*sql.Tx
	db *DB
}

var (
	_ Querier = (*DB)(nil)
	_ Querier = (*Tx)(nil)
)

// Transaction runs change in one transaction on the single write connection. A database that another process holds locked is
// waited for, and change runs again from its start: it must not keep results of a failed attempt. Transaction changes the generation
// after the commit. It returns an apperr.CodeReadOnly error for a database that is open for reading, and an apperr.CodeUnavailable
// error after Options.BusyBudget.
func (db *DB) Transaction(ctx context.Context, change func(ctx context.Context, tx *Tx) error) error {
	return db.write(ctx, func() error {
		return db.writer.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return change(ctx, &Tx{Tx: tx.Tx, db: db}) })
	})
}

// readOnlyError is what a change fails with where the database is open for reading.
func (db *DB) readOnlyError() error {
	err := apperr.ReadOnly("The database is opened read-only.")
	if db.isNewer {
		return fmt.Errorf("a newer release wrote the database, update htmlgraph: %w", err)
	}
	return err
}

// write runs an action on the write connection, again and again while another process holds the database locked, and changes the generation
// if it succeeds.
func (db *DB) write(ctx context.Context, action func() error) error {
	if db.writer == nil {
		return db.readOnlyError()
	}
	if err := db.checkFile(); err != nil {
		return err
	}
	err := db.result(ctx, true, waitOut(ctx, time.Now().Add(db.options.BusyBudget), action))
	if err != nil {
		return err
	}
	db.advance()
	db.shortenLog(ctx)
	// A commit into a file that was removed or replaced meanwhile is lost: it must not be confirmed.
	return db.checkFile()
}

// Text returns a statement with the placeholder "?" in the words of the database. It is for ExecContext, with which writers of many rows run
// one statement again and again; the arguments may not be lists or fragments.
func (tx *Tx) Text(text string) (string, error) {
	parsed, err := tx.db.templates.template(text)
	if err == nil && parsed.plain == "" {
		err = errors.New("it has named placeholders")
	}
	if err != nil {
		return "", fmt.Errorf("statement %.80q: %w", text, err)
	}
	return parsed.plain, nil
}

func (db *DB) query(ctx context.Context, statement Fragment, scan func(*sql.Rows) error) error {
	text, args, err := db.templates.render(statement)
	if err != nil {
		return err
	}
	return db.withConnection(ctx, db.options.BusyBudget, func(conn bun.Conn) error {
		return db.runQuery(ctx, conn.Conn, text, args, scan)
	})
}

func (db *DB) exec(ctx context.Context, statement Fragment) (changed int64, err error) {
	err = db.Transaction(ctx, func(ctx context.Context, tx *Tx) error {
		changed, err = tx.exec(ctx, statement)
		return err
	})
	return changed, err
}

func (db *DB) scanStructs(ctx context.Context, rows *sql.Rows, dest any) error {
	return db.reader.ScanRows(ctx, rows, dest)
}

func (tx *Tx) query(ctx context.Context, statement Fragment, scan func(*sql.Rows) error) error {
	text, args, err := tx.db.templates.render(statement)
	if err != nil {
		return err
	}
	return tx.db.runQuery(ctx, tx.Tx, text, args, scan)
}

func (tx *Tx) exec(ctx context.Context, statement Fragment) (changed int64, err error) {
	text, args, err := tx.db.templates.render(statement)
	if err != nil {
		return 0, err
	}
	result, err := tx.ExecContext(ctx, text, args...)
	tx.db.ran(ctx, text, err)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (tx *Tx) scanStructs(ctx context.Context, rows *sql.Rows, dest any) error {
	return tx.db.writer.ScanRows(ctx, rows, dest)
}

func (db *DB) runQuery(ctx context.Context, q rowQuerier, text string, args []any, scan func(*sql.Rows) error) (err error) {
	defer func() { db.ran(ctx, text, err) }()
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := scan(rows); err != nil {
		return err
	}
	return rows.Err()
}

// ran reports a statement to the hook.
func (db *DB) ran(ctx context.Context, statement string, err error) {
	if db.options.Hook != nil {
		db.options.Hook.Ran(ctx, statement, err)
	}
}
