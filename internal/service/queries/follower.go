package queries

import (
	"context"
	"log/slog"
	"reflect"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic returns the topic of the hub on which the results of a query are published.
func Topic(queryID string) string { return "query:" + queryID }

// followPause is the least time between two runs of the queries: at most ten times a second.
const followPause = 100 * time.Millisecond

// Audience is the subscribers of queries.
type Audience interface {
	// Followers returns how many follow a query.
	Followers(queryID string) int
	// Publish sends a result to all subscribers of its query. It must not wait for them.
	Publish(Result)
}

// Follower publishes the results of the queries that somebody follows. Make one with Service.NewFollower.
type Follower struct {
	service *Service
	logger  *slog.Logger
	// published are the last rows of each query that somebody follows.
	published map[string][]model.Row
}

// NewFollower returns a follower that publishes once Run is called.
func (s *Service) NewFollower(logger *slog.Logger) *Follower {
	return &Follower{service: s, logger: logger, published: map[string][]model.Row{}}
}

// Run runs the queries that somebody follows after each commit, and publishes results whose rows differ from those before, until ctx
// is done. Commits that come fast cause one run. changes receives after each commit.
func (f *Follower) Run(ctx context.Context, changes <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changes:
		}
		f.publishChanged(ctx)
		select { // commits that come meanwhile cause one run
		case <-ctx.Done():
			return nil
		case <-time.After(followPause):
		}
	}
}

// publishChanged runs the queries that somebody follows, and publishes those of which the rows changed.
func (f *Follower) publishChanged(ctx context.Context) {
	for _, q := range f.service.queries {
		if f.service.audience.Followers(q.id) == 0 {
			delete(f.published, q.id)
			continue
		}
		result, err := f.service.run(ctx, q)
		if err != nil {
			if ctx.Err() == nil && !apperr.IsLogged(err) {
				f.logger.Warn("a query that is followed cannot be run now", "query", q.id, "error", err)
			}
			continue
		}
		if before, known := f.published[q.id]; known && reflect.DeepEqual(before, result.Rows) {
			continue
		}
		f.published[q.id] = result.Rows
		f.service.audience.Publish(result)
	}
}

// Invalidate runs the query with an id again and publishes the result. It fails with CodeNotFound for an unknown id.
func (s *Service) Invalidate(ctx context.Context, id string) error {
	result, err := s.Run(ctx, id)
	if err == nil {
		s.audience.Publish(result)
	}
	return err
}
