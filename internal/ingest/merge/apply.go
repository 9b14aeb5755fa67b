package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// batch is the work of one Apply: the rows that the observations are about are read, all at once, each observation is merged into them in
// memory, and what changed is returned.
type batch struct {
	*memory
	stored    ingest.Rows
	columns   ingest.Columns
	prices    ingest.Pricer
	now       model.Instant
	aliases   *aliases
	subagents *subagents
	sums      *usageSums
	// startedAt holds the latest start of each session that begins or ends in the batch.
	startedAt map[string]model.Instant
	// newUsages are the usages that were looked for and may have no row.
	newUsages *set
	// inTurn are the events that belong to the latest prompt of their session.
	inTurn map[string]bool
	// continued are, by the events that report them, the ids of prompts that the user did not write.
	continued map[string]string
	// stops are those in the batch, by session.
	stops map[string][]ingest.Stop
}

func newBatch(stored ingest.Rows, prices ingest.Pricer, now model.Instant) *batch {
	return &batch{
		memory: newMemory(), stored: stored, prices: prices, now: now, aliases: newAliases(), subagents: newSubagents(), sums: newUsageSums(),
		startedAt: map[string]model.Instant{}, inTurn: map[string]bool{}, newUsages: newSet(), continued: map[string]string{},
		stops: map[string][]ingest.Stop{},
	}
}

// Apply merges observations into the stored rows, in their order. It returns what has to be stored, and a result for each observation. now
// stands for the time of what has none. The errors are those of stored.
func Apply(
	ctx context.Context, stored ingest.Rows, prices ingest.Pricer, now model.Instant, observations []ingest.Observation,
) (ingest.Changes, []ingest.Result, error) {
	b := newBatch(stored, prices, now)
	observations, err := b.matchExisting(ctx, observations)
	if err != nil {
		return ingest.Changes{}, nil, err
	}
	if observations, err = b.identifyRequests(ctx, observations); err != nil {
		return ingest.Changes{}, nil, err
	}
	if err := b.load(ctx, observations); err != nil {
		return ingest.Changes{}, nil, err
	}
	b.relink()
	b.absorbMessages()
	results := make([]ingest.Result, len(observations))
	for i := range observations {
		results[i].Outcome = b.merge(&observations[i])
	}
	// loadSubagents reads the delegations that the steps after it need. reopenSilent comes before what ends again that it reopens, and
	// attachToPrompt before settleTurns, which looks for what is in a turn. linkSubagents also changes events that were not reported, so
	// what ends events comes before it; it overrides the parents that attachToPrompt sets. It assigns usages to the events for which sumUsages
	// sums the tokens, and countSessions needs these sums.
	for _, step := range []func(context.Context) error{
		b.loadSubagents, b.reopenSilent, b.endLateCalls, b.settleDelegations, b.attachToPrompt, b.resolveContinuations, b.settleTurns,
		b.linkSubagents, b.sumUsages,
	} {
		if err := step(ctx); err != nil {
			return ingest.Changes{}, nil, err
		}
	}
	totals, err := b.countSessions(ctx)
	if err != nil {
		return ingest.Changes{}, nil, err
	}
	return b.changes(totals), results, nil
}

// merge merges one observation into the rows in memory.
func (b *batch) merge(o *ingest.Observation) ingest.Outcome {
	switch {
	case o.Session != nil:
		return b.mergeSession(o.Session)
	case o.Event != nil:
		return b.mergeEvent(o.Event)
	case o.Usage != nil:
		return b.mergeUsage(o.Usage)
	case o.Message != nil:
		return b.mergeMessage(o.Message)
	default:
		return b.mergeStop(o.Stop)
	}
}
