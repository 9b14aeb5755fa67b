package merge

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Before transcripts are read again, what they alone reported is withdrawn: a new reading that leaves something out, or gives it another id,
// time or text, would not undo the former one by being merged into it. What other sources reported stays.

// withdrawnTogether is how many rows are withdrawn in one transaction, so that others can write in between.
const withdrawnTogether = 1000

// Withdraw deletes what transcripts alone reported of a session, in steps. One that was interrupted can be done again.
func (e *Engine) Withdraw(ctx context.Context, from ingest.Withdrawal) error {
	// The events tell which traces are deleted. They come before usages, so that no sums are made for events that are deleted.
	for _, withdraw := range []func(*withdrawal, context.Context, string) ([]string, error){
		(*withdrawal).withdrawTraces, (*withdrawal).withdrawEvents, (*withdrawal).withdrawUsages, (*withdrawal).withdrawMessages,
	} {
		if err := e.withdrawEach(ctx, from, withdraw); err != nil {
			return fmt.Errorf("withdraw what transcripts reported: %w", err)
		}
	}
	return e.transactions.InTransaction(ctx, func(ctx context.Context, tx ingest.Transaction) error {
		isNothingLeft, err := isNothingLeft(ctx, tx, from)
		if err != nil || !isNothingLeft {
			return err
		}
		return tx.Write(ctx, &ingest.Changes{Now: model.NewInstant(e.now()), Deleted: ingest.Deletions{Sessions: []string{from.SessionID}}})
	})
}

// withdrawEach withdraws the rows of one page after another. withdraw returns the ids of all rows of the page after an id.
func (e *Engine) withdrawEach(ctx context.Context, from ingest.Withdrawal, withdraw func(w *withdrawal, ctx context.Context, after string) ([]string, error)) error {
	for after, isLast := "", false; !isLast; {
		var page []string
		err := e.transactions.InTransaction(ctx, func(ctx context.Context, tx ingest.Transaction) error {
			w := &withdrawal{batch: newBatch(tx, e.prices, model.NewInstant(e.now())), tx: tx, from: from}
			var err error
			if page, err = withdraw(w, ctx, after); err != nil {
				return err
			}
			return w.write(ctx)
		})
		if err != nil {
			return err
		}
		if isLast = len(page) < withdrawnTogether; !isLast {
			after = page[len(page)-1]
		}
	}
	return nil
}

// isNothingLeft reports whether the session itself is withdrawn: nothing is left in it, and it has nothing that no transcript says.
func isNothingLeft(ctx context.Context, tx ingest.Transaction, from ingest.Withdrawal) (bool, error) {
	rows, err := tx.Sessions(ctx, []string{from.SessionID})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	s := rows[0]
	if from.IsPruned(s.CreatedAt) || len(from.Kept) > 0 || s.EndCommit != "" || s.HandoffNotes != "" || s.RecommendedNext != "" {
		return false, nil
	}
	hasRows, err := tx.HasRows(ctx, s.ID)
	return !hasRows, err
}

// withdrawal is the work of one page.
type withdrawal struct {
	*batch
	tx      ingest.Transaction
	from    ingest.Withdrawal
	deleted ingest.Deletions
}

// write stores what is left.
func (w *withdrawal) write(ctx context.Context) error {
	if err := w.sumUsages(ctx); err != nil {
		return err
	}
	totals, err := w.countSessions(ctx)
	if err != nil {
		return err
	}
	changes := w.changes(totals)
	changes.Deleted.Aliases, changes.Deleted.Reports = w.deleted.Aliases, w.deleted.Reports
	return w.tx.Write(ctx, &changes)
}
