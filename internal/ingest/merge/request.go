package merge

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// requests decides which row a request with an id means. The API names each request as no other, and telemetry knows only that id, so mostly it
// is the row of that id. Where a row of that id is about another answer, the request gets a row of its own.
type requests struct {
	stored *table[usage]
	// reported are the requests of the batch that have no row yet, by the id of the row that they get.
	reported map[string]*ingest.Usage
}

// identifyRequests returns the observations with requests under the ids of their rows.
func (b *batch) identifyRequests(ctx context.Context, observations []ingest.Observation) ([]ingest.Observation, error) {
	ids := newSet()
	for _, o := range observations {
		if o.Usage != nil && o.Usage.RequestID != "" {
			ids.add(o.Usage.ID)
		}
	}
	if len(ids.list) == 0 {
		return observations, nil
	}
	if err := b.loadUsages(ctx, ingest.UsageQuery{IDs: ids.list}); err != nil {
		return nil, err
	}
	if others := b.collisions(observations); len(others) > 0 {
		if err := b.loadUsages(ctx, ingest.UsageQuery{IDs: others}); err != nil {
			return nil, err
		}
		return b.withOwnRows(observations), nil
	}
	return observations, nil
}

func (b *batch) newRequests() *requests { return &requests{&b.usages, map[string]*ingest.Usage{}} }

// collisions returns the further ids of the requests whose first one is that of another answer.
func (b *batch) collisions(observations []ingest.Observation) []string {
	r, others := b.newRequests(), newSet()
	for _, o := range observations {
		if o.Usage != nil && o.Usage.RequestID != "" && !r.claim(o.Usage.ID, o.Usage) {
			others.add(o.Usage.RequestIDs()...)
		}
	}
	return others.list
}

// withOwnRows returns the observations in which each request has the first of its ids that is not that of another answer.
func (b *batch) withOwnRows(observations []ingest.Observation) []ingest.Observation {
	r := b.newRequests()
	renamed := make([]ingest.Observation, len(observations))
	copy(renamed, observations)
	for i, o := range observations {
		if o.Usage == nil || o.Usage.RequestID == "" {
			continue
		}
		for _, id := range o.Usage.RequestIDs() {
			if r.claim(id, o.Usage) {
				u := *o.Usage
				u.ID = id
				renamed[i].Usage = &u
				break
			}
		}
	}
	return renamed
}

// claim reports whether the row of an id is that of a request, or free.
func (r *requests) claim(id string, u *ingest.Usage) bool {
	if row := r.stored.byID[id]; row != nil && !isSameRequest(&row.Usage, u) {
		return false
	}
	if known := r.reported[id]; known != nil && !isSameRequest(known, u) {
		return false
	}
	if known := r.reported[id]; known == nil || known.MessageID == "" {
		r.reported[id] = u
	}
	return true
}

// isSameRequest reports whether two reports under one id are about one request. Within a session they are, unless they name two messages. In
// another session a record may be a copy, of the same message and time; telemetry names no message, but the same tokens.
func isSameRequest(a, b *ingest.Usage) bool {
	isOneMessage := a.MessageID == b.MessageID
	isUnknown := a.MessageID == "" || b.MessageID == ""
	switch {
	case a.SessionID == b.SessionID:
		return isOneMessage || isUnknown
	case isUnknown:
		return compareTokens(a, b) == 0 && isNear(a, b)
	default:
		return isOneMessage && isNear(a, b)
	}
}

// isNear reports whether two reports may be of one time: of an answer some tell the beginning, and some the end.
func isNear(a, b *ingest.Usage) bool {
	const longestAnswer = 10 * time.Minute
	apart, ok := a.At.Seconds(b.At)
	return !ok || apart < longestAnswer.Seconds() && -apart < longestAnswer.Seconds()
}
