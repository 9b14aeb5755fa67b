package app

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/repository/messages"
	"github.com/htmlgraph/htmlgraph/internal/repository/presences"
	"github.com/htmlgraph/htmlgraph/internal/repository/reactive"
	"github.com/htmlgraph/htmlgraph/internal/repository/sessions"
	"github.com/htmlgraph/htmlgraph/internal/repository/states"
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
	"github.com/htmlgraph/htmlgraph/internal/repository/totals"
	"github.com/htmlgraph/htmlgraph/internal/repository/workitems"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/broadcast"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
	"github.com/htmlgraph/htmlgraph/internal/service/overview"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/service/queries"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
	"github.com/htmlgraph/htmlgraph/internal/service/search"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
	"github.com/htmlgraph/htmlgraph/internal/service/usage"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
	"github.com/htmlgraph/htmlgraph/internal/stream"
	"github.com/htmlgraph/htmlgraph/internal/web"
)

// operations implements all operations of the document.
type operations struct {
	*handler.API
	*web.Pages
	*stream.Streams
}

var _ api.StrictServerInterface = operations{}

// operations connects repositories, services and handlers.
func (a *App) operations(ctx context.Context, o Options, document *openapi.Document, responses *cache.Responses, metrics *server.Metrics) (api.StrictServerInterface, error) {
	stored := events.New(a.DB)
	summaries := events.NewSummary(a.DB)
	postedEvents, err := document.Items("postEvents")
	if err != nil {
		return nil, err
	}
	observations, err := document.Items("postObservations")
	if err != nil {
		return nil, err
	}
	present := presence.New(presences.New(a.DB), o.Now)
	queries := queries.New(reactive.New(a.DB), stored, queryAudience{a.hub}, o.Now)
	sessionStates := state.New(states.New(a.DB), a.DB.Generation, o.Now)
	streams, err := a.newStreams(ctx, o, present, queries, cost.New(costs.New(a.DB), o.Now), sessionStates)
	if err != nil {
		return nil, err
	}
	activities := activity.New(stored, feed.New(a.DB), a.summary, o.Now)
	rows := sessions.New(a.DB)
	sessions := session.New(rows, costs.New(a.DB))
	budgets := a.newBudgets(o)
	spawners := spawner.New(events.NewSpawners(a.DB), stored, summaries, a.summary, o.Now)
	spent := spending.New(costs.New(a.DB), o.Projects, a.summary, a.DB.CountsCostDays)
	list, err := sessionlist.New(sessionlist.Sources{
		Rows: rows, Events: a.summary, Spending: spent, Files: summaries, Titles: sessions, States: sessionStates, Projects: o.Projects,
		Counted: a.DB.CountsSessionDays, Generation: a.DB.Generation, Now: o.Now,
	})
	if err != nil {
		return nil, err
	}
	numbers := analytics.New(summaries, totals.NewRecent(a.DB), spent, costs.New(a.DB), totals.NewRollups(a.DB), a.summary, o.Now)
	items := workitem.New(workitems.New(a.DB), a.summary)
	glance := overview.New(sessionStates, sessions, spent, budgets, o.Projects)
	delegations := orchestration.New(stored, a.summary, spawners, o.Now)
	requests := request.New(costs.New(a.DB), o.Now)
	used, err := usage.New(spent, costs.New(a.DB), requests, list, o.Prices, o.Now)
	if err != nil {
		return nil, err
	}
	conversations := conversation.New(messages.New(a.DB), stored)
	texts, err := search.New(textindex.New(a.DB), list, o.Now)
	if err != nil {
		return nil, err
	}
	pages, err := web.New(web.Options{
		Activity: activities, Sessions: sessions, SessionList: list, Usage: used, Spawners: spawners, Analytics: numbers, WorkItems: items,
		Orchestration: delegations, Presence: present, Budgets: budgets, Overview: glance, Conversations: conversations, Search: texts,
		MessageDocument: handler.MessageDocument, Version: o.Version, AssetVersion: o.AssetVersion, Now: o.Now,
	})
	if err != nil {
		return nil, err
	}
	return operations{&handler.API{
		Events:        handler.NewEvents(activities),
		Sessions:      handler.NewSessions(sessions),
		SessionList:   handler.NewSessionList(list),
		WorkItems:     handler.NewWorkItems(items),
		Orchestration: handler.NewOrchestration(delegations),
		Spawners:      handler.NewSpawners(spawners),
		Analytics:     handler.NewAnalytics(numbers),
		Budgets:       handler.NewBudgets(budgets),
		Requests:      handler.NewRequests(requests),
		Messages:      handler.NewMessages(conversations),
		Search:        handler.NewSearch(texts),
		Usage:         handler.NewUsage(used),
		Presence:      handler.NewPresence(present),
		Now:           handler.NewNow(glance),
		Queries:       handler.NewQueries(queries),
		Cache:         handler.NewCache(responses, o.Now),
		Broadcasts:    handler.NewBroadcasts(broadcast.New(workitems.NewResources(a.DB), a.publishBroadcast, o.Now)),
		Ingestion:     handler.NewIngestion(a.ingestion, postedEvents),
		Observations:  handler.NewObservations(a.ingestion, observations),
		Telemetry:     handler.NewTelemetry(a.ingestion, o.Now),
		Service:       handler.NewService(a.DB, metrics, o.Version, handler.Docs{YAML: gen.OpenAPIYAML, JSON: gen.OpenAPIJSON, Redoc: gen.Redoc}, a.proof),
	}, pages, streams}, nil
}
