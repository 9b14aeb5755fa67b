package handler

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Responses is the response cache.
type Responses interface {
	Snapshot(ctx context.Context) cache.Snapshot
	Invalidate(ctx context.Context, prefix string) (int, error)
}

// Cache handles the operations for the response cache.
type Cache struct {
	responses Responses
	now       func() time.Time
}

// NewCache returns the handlers. now is the clock for the timestamps of responses.
func NewCache(responses Responses, now func() time.Time) *Cache {
	return &Cache{responses: responses, now: now}
}

// GetQueryMetrics returns the counters of the cache, in total and by cached query.
func (h *Cache) GetQueryMetrics(ctx context.Context, _ api.GetQueryMetricsRequestObject) (api.GetQueryMetricsResponseObject, error) {
	s := h.responses.Snapshot(ctx)
	queries := make(map[string]api.QueryMetric, len(s.Queries))
	for key, q := range s.Queries {
		total := milliseconds(q.Total)
		queries[key] = api.QueryMetric{
			Count: q.Count, Hits: q.Hits, TotalMs: model.Round(total, 2), AvgMs: model.Round(total/float64(max(1, q.Count)), 2),
		}
	}
	return api.GetQueryMetrics200JSONResponse{
		Timestamp: model.ISO(h.now()),
		CacheStatus: api.CacheStatus{
			TTLSeconds: s.TTL.Seconds(), CachedQueries: int64(s.Entries), TotalQueriesTracked: int64(len(s.Queries)),
			CacheHits: s.Hits, CacheHitRatePercent: model.Percent(s.Hits, s.Hits+s.Misses, 2),
		},
		QueryMetrics: queries,
	}, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// InvalidateCache removes the cached responses whose path begins with a prefix, or all.
func (h *Cache) InvalidateCache(ctx context.Context, request api.InvalidateCacheRequestObject) (api.InvalidateCacheResponseObject, error) {
	var prefix *string
	if request.Body != nil {
		prefix = request.Body.Prefix
	}
	removed, err := h.responses.Invalidate(ctx, deref(prefix))
	if err != nil {
		return nil, err
	}
	return api.InvalidateCache200JSONResponse{
		Status: api.CacheInvalidatedStatusSuccess, Removed: int64(removed), Prefix: prefix,
	}, nil
}
