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
	streams, err := a.streams(ctx, o)
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
		Presence:      handler.NewPresence(presence.New(repository.NewPresence(a.DB), o.Now)),
		Queries:       handler.NewQueries(reactive.New(repository.NewQueries(a.DB), events, o.Now)),
		Cache:         handler.NewCache(responses, o.Now),
		Service:       service,
		Streams:       streams,
	}, nil
}
