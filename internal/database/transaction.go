package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"
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
// waited for, and change runs again from its start: it must not keep results of a failed attempt. Transaction moves the generation
// after the commit. It returns an apperr.CodeReadOnly error for a database that is open for reading, and an apperr.CodeUnavailable
// error after Options.BusyBudget.
func (db *DB) Transaction(ctx context.Context, change func(ctx context.Context, tx *Tx) error) error {
	return db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return change(ctx, &Tx{Tx: tx.Tx, db: db}) })
}

func (db *DB) query(ctx context.Context, statement Fragment, scan func(*sql.Rows) error) error {
	text, args, err := statement.render(db.dialect)
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
	text, args, err := statement.render(tx.db.dialect)
	if err != nil {
		return err
	}
	return tx.db.runQuery(ctx, tx.Tx, text, args, scan)
}

func (tx *Tx) exec(ctx context.Context, statement Fragment) (changed int64, err error) {
	text, args, err := statement.render(tx.db.dialect)
	if err != nil {
		return 0, err
	}
	err = tx.db.hooked(ctx, text, func(ctx context.Context) error {
		result, err := tx.ExecContext(ctx, text, args...)
		if err == nil {
			changed, err = result.RowsAffected()
		}
		return err
	})
	return changed, err
}

func (tx *Tx) scanStructs(ctx context.Context, rows *sql.Rows, dest any) error {
	return tx.db.writer.ScanRows(ctx, rows, dest)
}

func (db *DB) runQuery(ctx context.Context, q rowQuerier, text string, args []any, scan func(*sql.Rows) error) error {
	return db.hooked(ctx, text, func(ctx context.Context) error {
		rows, err := q.QueryContext(ctx, text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		if err := scan(rows); err != nil {
			return err
		}
		return rows.Err()
	})
}

// hooked runs a statement with Options.Hooks around it.
func (db *DB) hooked(ctx context.Context, text string, run func(ctx context.Context) error) error {
	if len(db.options.Hooks) == 0 {
		return run(ctx)
	}
	event := &bun.QueryEvent{DB: db.reader, Query: text, QueryTemplate: text, StartTime: time.Now()}
	for _, hook := range db.options.Hooks {
		ctx = hook.BeforeQuery(ctx, event)
	}
	event.Err = run(ctx)
	for i := len(db.options.Hooks) - 1; i >= 0; i-- {
		db.options.Hooks[i].AfterQuery(ctx, event)
	}
	return event.Err
}
