package seed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Options describes a sample database.
type Options struct {
	// Events is the number of rows in agent_events. The numbers of other rows follow from it.
	Events int
	// Days is the number of days over which the events are spread, 0 for as many in a day as a busy installation has.
	Days int
	// Present adds sessions that go on at the end: one works, others wait for their user, have finished or failed.
	Present bool
	// End is the time of the newest event.
	End time.Time
	// Number is the seed of the random numbers. The same number gives the same rows.
	Number uint64
	// Progress, if set, is called from time to time with the number of written events.
	Progress func(written int)
}

// progressStep is the number of events between two calls of Progress.
const progressStep = 5000

// Write creates a new database at path. It returns an error if path exists. After any error, or when ctx is done, no file remains.
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
		if err := g.history(ctx, o.Events, o.Days, o.End); err != nil {
			return errors.Join(ctx.Err(), err) // after a cancellation, statements of the transaction fail with unclear messages
		}
		if o.Present {
			return g.present(o.End)
		}
		return nil
	})
}

// inserter stores records in one transaction.
type inserter struct {
	ctx      context.Context //nolint:containedctx // the inserter lives only during the transaction
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
