package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// BenchmarkGroupedFeed compares the feed, which runs one statement for each level, with a variant that runs one statement for each
// parent. Everything else is the same.
func BenchmarkGroupedFeed(b *testing.B) {
	for _, events := range sizes(b) {
		for name, handler := range map[string]func(*testing.B, int) http.Handler{
			"a-statement-a-level":  func(b *testing.B, events int) http.Handler { return newService(b, events, true).Server },
			"a-statement-a-parent": newFeedByParent,
		} {
			b.Run(fmt.Sprintf("events=%d/%s", events, name), func(b *testing.B) {
				newSite(b, handler(b, events)).measure(b, "/api/events-grouped-by-prompt?limit=50")
			})
		}
	}
}

// byParent reads the children of each parent with a statement of its own.
type byParent struct{ *events.Repository }

// Children returns the same rows as the repository.
func (r byParent) Children(ctx context.Context, parents []string) ([]model.Event, error) {
	var all []model.Event
	for _, parent := range parents {
		children, err := r.Repository.Children(ctx, []string{parent})
		if err != nil {
			return nil, err
		}
		all = append(all, children...)
	}
	return all, nil
}

// feedAlone serves only the grouped feed.
type feedAlone struct {
	api.StrictServerInterface
	events *handler.Events
}

// ListTurns serves the grouped feed.
func (f feedAlone) ListTurns(ctx context.Context, r api.ListTurnsRequestObject) (api.ListTurnsResponseObject, error) {
	return f.events.ListTurns(ctx, r)
}

// counted returns a known number of turns, as the running summary does.
type counted struct{ turns int64 }

func (c counted) CountHours(context.Context, model.EventFilter) (int64, bool, error) {
	return c.turns, true, nil
}

func (c counted) Count(context.Context, model.EventFilter) (int64, bool, error) {
	return c.turns, true, nil
}

func newFeedByParent(b *testing.B, count int) http.Handler {
	b.Helper()
	o := options(sample(b, count))
	db, err := database.Open(b.Context(), o.Database)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	clock := func() time.Time { return now }
	all := events.New(db)
	turns, err := all.Count(b.Context(), model.EventFilter{ToolName: "UserQuery"})
	if err != nil {
		b.Fatal(err)
	}
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		b.Fatal(err)
	}
	service := activity.New(byParent{all}, feed.New(db), counted{turns}, clock)
	site, err := server.New(server.Options{
		API: feedAlone{events: handler.NewEvents(service)}, Middleware: []api.StrictMiddlewareFunc{handler.Targets},
		Document: document, Metrics: server.NewMetrics(clock), Logger: slog.New(slog.DiscardHandler), Now: clock,
	})
	if err != nil {
		b.Fatal(err)
	}
	return site
}
