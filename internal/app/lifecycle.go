package app

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/service/queries"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
)

// followers are the loops that do something after each commit.
type followers struct {
	changefeed *changefeed.Follower
	presence   *presence.Follower
	states     *state.Follower
	queries    *queries.Follower
	costs      *cost.Follower
	// budgets is nil where there are no budgets, or nothing may be stored.
	budgets *budget.Watcher
}

// start starts what runs in the background. The database and the response cache are open already. Close ends everything in the
// reverse order, so each line may rely on the lines above. Under Serve, requests and streams have ended before Close. Close then ends, in
// turn: what Serve added, the streams, the followers, the writer (which first stores what waits), the loops of the summary, the response
// cache, and the database.
func (a *App) start() {
	a.background.Go("summary", a.summary.Run)
	a.follow("summary check", a.summary.Check)
	if a.writer != nil {
		a.background.Go("writer", a.writer.Run)
	}
	if a.followers.budgets != nil {
		a.follow("budgets", a.followers.budgets.Run)
	}
	a.follow("costs", a.followers.costs.Run)
	a.follow("queries", a.followers.queries.Run)
	a.follow("states", a.followers.states.Run)
	a.follow("presence", a.followers.presence.Run)
	a.follow("changefeed", a.followers.changefeed.Run)
	a.background.Go("heartbeat", a.hub.RunHeartbeat)
	a.background.OnClose("streams", a.CloseStreams)
}

// follow runs a loop with a channel that receives after each commit.
func (a *App) follow(name string, run func(ctx context.Context, changes <-chan struct{}) error) {
	a.background.Go(name, func(ctx context.Context) error {
		changes, stop := a.DB.Changes()
		defer stop()
		return run(ctx, changes)
	})
}
