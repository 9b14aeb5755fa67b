package merge

import (
	"context"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Engine applies observations to the rows of a database, each batch in one transaction.
type Engine struct {
	transactions ingest.Transactions
	prices       ingest.Pricer
	now          func() time.Time
}

// NewEngine returns an engine over the transactions of a database. prices knows what requests to models cost; now is the clock.
func NewEngine(transactions ingest.Transactions, prices ingest.Pricer, now func() time.Time) *Engine {
	return &Engine{transactions: transactions, prices: prices, now: now}
}

var _ ingest.Store = (*Engine)(nil)

// Store stores all observations in one transaction, or none, and returns a result for each.
func (e *Engine) Store(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	var results []ingest.Result
	err := e.transactions.InTransaction(ctx, func(ctx context.Context, tx ingest.Transaction) error {
		changes, answers, err := Apply(ctx, tx, e.prices, model.NewInstant(e.now()), observations)
		if err != nil {
			return err
		}
		results = answers
		return tx.Write(ctx, &changes)
	})
	if err != nil {
		return nil, fmt.Errorf("store observations: %w", err)
	}
	return results, nil
}
