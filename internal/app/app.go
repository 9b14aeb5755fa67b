// Package app builds the service. It opens the database, connects repositories, services, handlers, cache and server, and owns the
// order in which they start and stop.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	accessrows "github.com/htmlgraph/htmlgraph/internal/repository/access"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/stream"
)

// Options configures an App.
type Options struct {
	Database database.Options
	// Cache is "memory", "" for the same, "off", or the URL of a Redis.
	Cache        string
	AllowHosts   []string
	AllowOrigins []string
	Token        string
	// RequireToken refuses requests without a token also where Token is "".
	RequireToken bool
	// MaxBody is the largest request body that is read, in bytes; default server.DefaultMaxBody.
	MaxBody int64
	// Patience is how long a client may take to read a part of a response; default 30 s.
	Patience time.Duration
	// MaxClients is how many clients may have streams open; default pubsub.DefaultMaxSubscribers.
	MaxClients int
	// MaxQueued is how many observations may wait to be stored; default ingest.DefaultQueue, negative none.
	MaxQueued int
	// KeepSecrets stores what agents send as it is, including keys and passwords.
	KeepSecrets bool
	// Content is the level of content that is stored, "" for full.
	Content ingest.Content
	// Prices knows what requests to models cost; default ingest.Unpriced.
	Prices ingest.Pricer
	// Budgets are what sessions and projects may cost. No alerts are stored where the file is opened read-only.
	Budgets model.Budgets
	// Projects says which folders are one project; the default asks neither the disk nor a file.
	Projects project.Rule
	Version  string
	// AssetVersion is part of the paths of the dashboard's files; default is a digest of the files.
	AssetVersion string
	// Run names this run of the server in the cursors of streams; default is a random name. A cursor of another run does not say which of the
	// changes of stored events its client has.
	Run    string
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time
}

// closePatience is how long Close waits for what runs in the background.
const closePatience = 20 * time.Second

// CacheOff turns the response cache off, so that benchmarks measure the layers below it.
const CacheOff = "off"

// App is the whole service without a listener.
type App struct {
	// Server answers requests.
	Server  *server.Server
	DB      *database.DB
	logger  *slog.Logger
	summary *summary.Running
	store   cache.Store
	hub     *pubsub.Hub
	// writer stores observations; nil where the file is opened read-only.
	writer *ingest.Writer
	// engine is what the writer stores with.
	engine *merge.Engine
	// ingestion stores what clients and hooks send.
	ingestion *ingestion.Service
	followers followers
	// prove answers the challenge of a hook; nil until the server has published its address.
	prove atomic.Pointer[func(challenge string) string]
	// background is all that Close ends; start describes the order.
	background *background.Group
}

// New opens the database, and builds and starts all parts. The caller closes the App.
func New(ctx context.Context, o Options) (*App, error) {
	if o.Now == nil {
		o.Now = localClock()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Prices == nil {
		o.Prices = ingest.Unpriced{}
	}
	o.Database.Logger = o.Logger
	db, err := database.Open(ctx, o.Database)
	if err != nil {
		return nil, err
	}
	a := &App{DB: db, logger: o.Logger, background: background.New(ctx, o.Logger)}
	a.background.OnClose("database", func(context.Context) error { return db.Close() })
	if err := a.build(ctx, o); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.start()
	return a, nil
}

// build builds all parts; none of them runs yet.
func (a *App) build(ctx context.Context, o Options) error {
	a.summary = summary.New(events.NewSummary(a.DB), a.DB.Generation, a.DB.Touch, o.Now, o.Logger)
	setting := o.Cache
	if setting == CacheOff {
		setting = ""
	}
	store, err := cache.OpenStore(ctx, setting, o.Logger)
	if err != nil {
		return err
	}
	a.store = store
	a.background.OnClose("response cache", func(context.Context) error { return store.Close() })
	responses := cache.New(cache.Options{Store: store, Generation: a.DB.Generation, Now: o.Now, Logger: o.Logger})
	metrics := server.NewMetrics(o.Now)
	a.hub = pubsub.New(o.MaxClients, 0)
	a.ingestion = a.newIngestion(o)
	a.observe(metrics, responses)
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		return err
	}
	operations, err := a.operations(ctx, o, document, responses, metrics)
	if err != nil {
		return err
	}
	if o.Cache == CacheOff {
		responses = nil
	}
	a.Server, err = server.New(server.Options{
		API: operations, Middleware: []api.StrictMiddlewareFunc{handler.Targets, stream.Requests}, Document: document,
		Cache: responses, Metrics: metrics, Logger: o.Logger, Now: o.Now,
		AllowHosts: o.AllowHosts, AllowOrigins: o.AllowOrigins, Token: o.Token,
		Tokens: gate{access.NewGate(accessrows.New(a.DB), a.DB.Generation, o.Now, o.Logger)}, RequireToken: o.RequireToken, MaxBody: o.MaxBody, Patience: o.Patience,
	})
	if err != nil {
		return fmt.Errorf("build the server: %w", err)
	}
	return nil
}

// observe adds the counters of all parts to the metrics.
func (a *App) observe(m *server.Metrics, responses *cache.Responses) {
	m.Gauge("htmlgraph_database_generation", "Moves with every commit to the database.", func() float64 { return float64(a.DB.Generation()) })
	m.Gauge("htmlgraph_cache_entries", "Answers in the response cache.", func() float64 { return float64(a.store.Len(context.Background())) })
	m.Counter("htmlgraph_cache_hits_total", "Requests answered from the response cache.", func() float64 { return float64(responses.Counters().Hits) })
	m.Counter("htmlgraph_cache_misses_total", "Requests that the response cache could not answer.", func() float64 { return float64(responses.Counters().Misses) })
	a.observeStreams(m)
	a.observeIngestion(m)
	m.Counter("htmlgraph_cache_errors_total", "Failures of the store behind the response cache.", func() float64 { return float64(responses.Counters().Errors) })
}

// CloseStreams ends all streams and waits until they are closed, no longer than ctx lasts.
func (a *App) CloseStreams(ctx context.Context) error { return a.hub.Close(ctx) }

// Close stores what waits to be stored, ends all that runs in the background, and closes the database. start describes the order.
func (a *App) Close() error { return a.closeWithin(closePatience) }

// closeWithin is Close with another patience.
func (a *App) closeWithin(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return a.background.Close(ctx)
}
