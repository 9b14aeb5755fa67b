package app

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/repository"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/broadcast"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/service/reactive"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// handlers joins repositories, services and handlers.
func (a *App) handlers(ctx context.Context, o Options, responses *cache.Responses, metrics *server.Metrics) (*handler.API, error) {
	events := repository.NewEvents(a.DB)
	summaries := repository.NewSummary(a.DB)
	service, err := handler.NewService(a.DB, metrics, o.Version, gen.Document, gen.Redoc)
	if err != nil {
		return nil, err
	}
	present := presence.New(repository.NewPresence(a.DB), o.Now)
	queries := reactive.New(repository.NewQueries(a.DB), events, queryAudience{a.hub}, o.Now)
	streams, err := a.follow(ctx, o, present, queries)
	if err != nil {
		return nil, err
	}
	return &handler.API{
		Events:        handler.NewEvents(activity.New(events, repository.NewFeed(a.DB), a.summary, o.Now)),
		Sessions:      handler.NewSessions(session.New(repository.NewSessions(a.DB))),
		WorkItems:     handler.NewWorkItems(workitem.New(repository.NewWorkItems(a.DB), a.summary)),
		Orchestration: handler.NewOrchestration(orchestration.New(events, a.summary, o.Now)),
		Spawners:      handler.NewSpawners(spawner.New(repository.NewSpawners(a.DB), events, summaries, a.summary, o.Now)),
		Analytics:     handler.NewAnalytics(analytics.New(summaries, repository.NewRecent(a.DB), a.summary, o.Now)),
		Presence:      handler.NewPresence(present),
		Queries:       handler.NewQueries(queries),
		Cache:         handler.NewCache(responses, o.Now),
		Broadcasts:    handler.NewBroadcasts(broadcast.New(repository.NewResources(a.DB), a.tell, o.Now)),
		Service:       service,
		Streams:       streams,
	}, nil
}
