package seed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Options says what a sample database holds.
type Options struct {
	// Events is the number of rows in agent_events; all else follows from it.
	Events int
	// End is the time of the newest event.
	End time.Time
	// Number chooses the random numbers; the same number gives the same rows.
	Number uint64
	// Progress, if set, is told from time to time how many events are written.
	Progress func(written int)
}

// progressStep is how many events lie between two reports.
const progressStep = 5000

// Write makes a new database at path; it fails if something is there. If it fails later, or ctx is done,
// nothing is left behind.
func Write(ctx context.Context, path string, o Options) error {
	return database.Build(ctx, path, func(ctx context.Context, tx *sql.Tx) error {
		store := inserter{ctx: ctx, tx: tx, prepared: map[*table]*sql.Stmt{}}
		g, err := newGenerator(o.Number, store.insert)
		if err != nil {
			return err
		}
		if o.Progress != nil {
			store.progress = func() { o.Progress(g.written) }
		}
		if err := g.history(ctx, o.Events, o.End); err != nil {
			return errors.Join(ctx.Err(), err) // statements of a transaction that was given up fail in many words
		}
		return nil
	})
}

// inserter stores records in one transaction.
type inserter struct {
	ctx      context.Context //nolint:containedctx // it lives as long as the transaction does
	tx       *sql.Tx
	prepared map[*table]*sql.Stmt
	rows     int
	progress func()
}

func (i *inserter) insert(r record) error {
	statement, ok := i.prepared[r.table]
	if !ok {
		var err error
		if statement, err = i.tx.PrepareContext(i.ctx, r.table.statement()); err != nil {
			return fmt.Errorf("prepare %s: %w", r.table.name, err)
		}
		i.prepared[r.table] = statement
	}
	if _, err := statement.ExecContext(i.ctx, r.values...); err != nil {
		return fmt.Errorf("insert into %s: %w", r.table.name, err)
	}
	if i.rows++; i.progress != nil && i.rows%progressStep == 0 {
		i.progress()
	}
	return nil
}
