package queries

import (
	"context"
	"log/slog"
	"reflect"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic returns the topic of the hub on which the results of a query go out.
func Topic(queryID string) string { return "query:" + queryID }

// followPause is the least time between two runs of the queries: at most ten times a second.
const followPause = 100 * time.Millisecond

// Audience is who follows queries.
type Audience interface {
	// Followers returns how many follow a query.
	Followers(queryID string) int
	// Tell tells them a result.
	Tell(Result)
}

// Follow runs the queries that somebody follows after each change, a burst of changes once, and tells results whose
// rows differ from those before. changes receives after each commit. It ends with stop.
func (s *Service) Follow(ctx context.Context, changes <-chan struct{}, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		last := map[string][]model.Row{}
		for {
			select {
			case <-ctx.Done():
				return
			case <-changes:
			}
			s.look(ctx, last, logger)
			select { // changes that come meanwhile are looked at together
			case <-ctx.Done():
				return
			case <-time.After(followPause):
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

func (s *Service) look(ctx context.Context, last map[string][]model.Row, logger *slog.Logger) {
	for _, q := range s.queries {
		if s.audience.Followers(q.id) == 0 {
			delete(last, q.id)
			continue
		}
		result, err := s.run(ctx, q)
		if err != nil {
			if ctx.Err() == nil {
				logger.Warn("a query that is followed cannot be run now", "query", q.id, "error", err)
			}
			continue
		}
		if before, known := last[q.id]; known && reflect.DeepEqual(before, result.Rows) {
			continue
		}
		last[q.id] = result.Rows
		s.audience.Tell(result)
	}
}

// Invalidate runs the query of that id again and tells all who follow it; it fails with CodeNotFound for an unknown one.
func (s *Service) Invalidate(ctx context.Context, id string) error {
	result, err := s.Run(ctx, id)
	if err == nil {
		s.audience.Tell(result)
	}
	return err
}
