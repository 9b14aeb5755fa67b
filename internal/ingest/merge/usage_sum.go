package merge

import (
	"cmp"
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// usageSums is what a batch changes in the sums of usages that events carry.
type usageSums struct {
	// wanted are the events whose tokens must be summed.
	wanted *set
	// left are the models of usages that no longer belong to an event, by that event.
	left map[string][]string
}

func newUsageSums() *usageSums { return &usageSums{wanted: newSet(), left: map[string][]string{}} }

// assign makes the usage belong to an event, and has the tokens of the former and of the new one summed.
func (s *usageSums) assign(u *usage, eventID string) {
	if u.BelongsTo != eventID {
		if u.BelongsTo != "" {
			s.wanted.add(u.BelongsTo)
			s.left[u.BelongsTo] = append(s.left[u.BelongsTo], u.Model)
		}
		u.BelongsTo, u.changed = eventID, true
	}
	if u.changed {
		s.wanted.add(eventID)
	}
}

// leave has the tokens of the event summed without a usage.
func (s *usageSums) leave(u *usage) {
	if u.BelongsTo != "" {
		s.wanted.add(u.BelongsTo)
		s.left[u.BelongsTo] = append(s.left[u.BelongsTo], u.Model)
	}
}

// sumUsages sets, in each event whose usages changed, the sum of their tokens, and the model with the most of them.
func (b *batch) sumUsages(ctx context.Context) error {
	ids := b.sums.wanted.list
	stored, err := b.stored.UsageSums(ctx, ids)
	if err != nil {
		return err
	}
	if err := b.loadEvents(ctx, ingest.EventQuery{IDs: ids}); err != nil {
		return err
	}
	totals := b.addUsages(stored)
	for _, id := range ids {
		if e := b.events.byID[id]; e != nil {
			e.setSum(totals[id], b.sums.left[id])
		}
	}
	return nil
}

// addUsages replaces, in the stored sums, what the stored rows of the batch's usages add by what their changed rows add.
func (b *batch) addUsages(stored []ingest.UsageSum) map[string][]ingest.UsageSum {
	type part struct{ eventID, model string }
	sums := map[part]*ingest.UsageSum{}
	add := func(eventID, model string, usages, tokens int64) {
		key := part{eventID, model}
		if sums[key] == nil {
			sums[key] = &ingest.UsageSum{EventID: eventID, Model: model}
		}
		sums[key].Usages += usages
		sums[key].Tokens += tokens
	}
	for _, sum := range stored {
		add(sum.EventID, sum.Model, sum.Usages, sum.Tokens)
	}
	for _, u := range b.usages.all {
		if !u.changed {
			continue
		}
		if !u.isNew {
			add(u.stored.eventID, u.stored.model, -1, -u.stored.tokens)
		}
		if u.isDeleted {
			continue
		}
		now := u.share()
		add(now.eventID, now.model, 1, now.tokens)
	}
	totals := map[string][]ingest.UsageSum{}
	for _, sum := range sums {
		if sum.Usages > 0 {
			totals[sum.EventID] = append(totals[sum.EventID], *sum)
		}
	}
	return totals
}

// setSum sets the sum of the event's usages. A model that is one of theirs is replaced by the one with the most tokens. left
// are the models of usages that no longer belong to the event.
func (e *event) setSum(sums []ingest.UsageSum, left []string) {
	if e.Model != "" && slices.Contains(left, e.Model) {
		e.Model, e.changed = "", true
	}
	if len(sums) == 0 {
		if left != nil {
			e.CostTokens, e.changed = new(int64), true
		}
		return
	}
	slices.SortFunc(sums, func(a, b ingest.UsageSum) int {
		return cmp.Or(cmp.Compare(b.Tokens, a.Tokens), cmp.Compare(a.Model, b.Model))
	})
	var tokens int64
	var models []string
	for _, sum := range sums {
		tokens += sum.Tokens
		if sum.Model != "" {
			models = append(models, sum.Model)
		}
	}
	if e.CostTokens == nil || *e.CostTokens != tokens {
		e.CostTokens, e.changed = &tokens, true
	}
	if len(models) > 0 && e.Model != models[0] && (e.Model == "" || slices.Contains(models, e.Model)) {
		e.Model, e.changed = models[0], true
	}
}
