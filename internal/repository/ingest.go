package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Ingest stores what sources of events tell, one row for each thing, whatever the number and the order of the sources.
type Ingest struct {
	db     *database.DB
	prices ingest.Pricer
	now    func() time.Time
}

// NewIngest returns the repository in db. prices tells what requests to models cost; now is the clock.
func NewIngest(db *database.DB, prices ingest.Pricer, now func() time.Time) *Ingest {
	return &Ingest{db: db, prices: prices, now: now}
}

// errUnchanged ends a transaction in which nothing was written, so that nobody takes it for a commit.
var errUnchanged = errors.New("nothing to write")

// Store stores all observations in one transaction, or none, and answers each.
func (r *Ingest) Store(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	var results []ingest.Result
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		b := newIngestBatch(tx.Tx, r.prices, model.InstantOf(r.now()))
		var err error
		if results, err = b.store(ctx, observations); err == nil && b.written == 0 {
			err = errUnchanged
		}
		return err
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return nil, fmt.Errorf("store observations: %w", err)
	}
	return results, nil
}

var _ ingest.Store = (*Ingest)(nil)

// HasSession reports whether there is a session of that id.
func (r *Ingest) HasSession(ctx context.Context, sessionID string) (bool, error) {
	var found bool
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT EXISTS (SELECT 1 FROM sessions WHERE session_id = ?)", database.TextValue(sessionID)).Scan(ctx, &found)
	})
	if err != nil {
		return false, fmt.Errorf("look for a session: %w", err)
	}
	return found, nil
}

// ingestBatch is what one transaction stores: the rows that it is about are read, all at once, then each observation is merged
// into them in memory, and what differs is written.
type ingestBatch struct {
	tx     *sql.Tx
	prices ingest.Pricer
	now    model.Instant
	// has are the columns that not every file has: "agent_events.tool_input" and the like.
	has map[string]bool

	sessions map[string]*ingestSession
	events   map[string]*ingestEvent
	traces   map[string]*ingestTrace
	usages   map[string]*ingestUsage
	// traceOf are the traces by the event that they belong to.
	traceOf map[string]*ingestTrace
	// The rows in the order in which they were met, in which new ones are stored.
	sessionOrder []*ingestSession
	eventOrder   []*ingestEvent
	traceOrder   []*ingestTrace
	usageOrder   []*ingestUsage
	// delegated are the subagents whose delegation may have become another one.
	delegated map[subagentKey]bool
	// inTurn are the events that hang below the latest prompt of their session.
	inTurn map[string]bool
	// began are the subagents that began, by the event that tells it; settled are those whose delegation was another than guessed, with
	// the one that was guessed for it.
	began   map[subagentKey]*ingestEvent
	settled map[subagentKey]string
	// recount are the events whose tokens have to be summed anew.
	recount map[string]bool
	// left are the models of usages that were found to belong to another event than thought, by the former one.
	left map[string][]string
	// aliases are the ids that sources gave, by id, and alike the same by what they are like. newAliases are to be stored;
	// adopted are those among them that turned out to name a row that is there.
	aliases    map[string]*ingestAlias
	alike      map[string][]*ingestAlias
	newAliases []*ingestAlias
	adopted    map[string]bool
	// latest is the latest event of each session that was not known before; followed are the sessions that are not over, with the
	// latest event that is stored.
	latest, followed map[string]model.Instant
	// started is when sessions began last, of those that are told to have ended or to have begun.
	started map[string]model.Instant
	written int
}

// subagentKey names a subagent of a session.
type subagentKey struct{ session, subagent string }

func newIngestBatch(tx *sql.Tx, prices ingest.Pricer, now model.Instant) *ingestBatch {
	return &ingestBatch{
		began: map[subagentKey]*ingestEvent{}, settled: map[subagentKey]string{},
		tx: tx, prices: prices, now: now, has: map[string]bool{},
		sessions: map[string]*ingestSession{}, events: map[string]*ingestEvent{},
		traces: map[string]*ingestTrace{}, usages: map[string]*ingestUsage{}, traceOf: map[string]*ingestTrace{},
		delegated: map[subagentKey]bool{}, recount: map[string]bool{}, left: map[string][]string{}, inTurn: map[string]bool{},
		aliases: map[string]*ingestAlias{}, alike: map[string][]*ingestAlias{}, adopted: map[string]bool{},
		latest: map[string]model.Instant{}, followed: map[string]model.Instant{}, started: map[string]model.Instant{},
	}
}

func (b *ingestBatch) store(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	observations, err := b.resolve(ctx, observations)
	if err != nil {
		return nil, err
	}
	if err := b.load(ctx, observations); err != nil {
		return nil, err
	}
	if err := b.adopt(ctx); err != nil {
		return nil, err
	}
	results := make([]ingest.Result, len(observations))
	for i := range observations {
		results[i].Outcome = b.merge(&observations[i])
	}
	for _, step := range []func(context.Context) error{b.closeLate, b.hang, b.guess, b.link, b.writeUsages, b.sum, b.writeSessions, b.writeEvents, b.writeTotals, b.writeTraces, b.writeAliases, b.writeActivity} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// merge merges one observation into the rows in memory.
func (b *ingestBatch) merge(o *ingest.Observation) ingest.Outcome {
	switch {
	case o.Session != nil:
		return b.mergeSession(o.Session)
	case o.Event != nil:
		return b.mergeEvent(o.Event)
	case o.Usage != nil:
		return b.mergeUsage(o.Usage)
	default:
		return b.close(o.Stop)
	}
}
