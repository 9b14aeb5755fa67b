package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/repository/messages"
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/backfill"
	"github.com/htmlgraph/htmlgraph/internal/service/indexing"
)

// How long a server takes to end after a signal, in any case. Together it is less than the patience of the command.
const (
	// shutdownBudget is how long requests that are being answered may take.
	shutdownBudget = 2500 * time.Millisecond
	// closeBudget is how long what runs in the background may take then, such as storing what waits.
	closeBudget = 1500 * time.Millisecond
)

// Environment is what a run uses of the machine that it runs on.
type Environment struct {
	// Folder is where the search for a database begins; Home is the user's home directory.
	Folder, Home string
	// State is the folder for what programs of the user remember on this machine; without it hooks cannot find the server.
	State string
	// TempDir is where --demo puts its database.
	TempDir string
	// Stdout receives the banner, Stderr the log.
	Stdout, Stderr io.Writer
	Version        string
}

// Serve answers requests until ctx is done, then finishes the requests that it is answering and returns nil. Its errors are
// sentences for the operator.
func Serve(ctx context.Context, settings config.Serve, environment Environment) error {
	options, err := optionsFromSettings(ctx, settings, environment)
	if err != nil {
		return err
	}
	// The port comes first: where it is taken, no database should be made or changed.
	listener, err := server.Listen(ctx, settings.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	listener, err = encrypted(listener, settings, options.Logger)
	if err != nil {
		return err
	}
	location, err := locate(ctx, settings, environment)
	if err != nil {
		return err
	}
	defer location.remove()
	options.Database = database.Options{Path: location.path, ReadOnly: settings.ReadOnly}
	service, err := New(ctx, options)
	if err != nil {
		return err
	}
	service.startIngestion(settings, environment, listener.Addr(), options.Token)
	service.background.Go("banner", func(ctx context.Context) error {
		service.printBanner(ctx, environment.Stdout, baseOf(listener.Addr(), settings)) // it waits until the events are counted
		return nil
	})
	return errors.Join(service.serve(ctx, listener), service.closeWithin(closeBudget))
}

// optionsFromSettings returns the options of the service but for its database.
func optionsFromSettings(ctx context.Context, settings config.Serve, environment Environment) (Options, error) {
	logger, err := newLogger(settings, environment.Stderr)
	if err != nil {
		return Options{}, err
	}
	prices, err := Prices(ctx, settings.Prices)
	if err != nil {
		return Options{}, err
	}
	projects, err := openProjects(settings.ProjectAliases)
	if err != nil {
		return Options{}, err
	}
	content, err := ingest.ParseContent(settings.Content)
	if err != nil {
		return Options{}, fmt.Errorf("--content: %w", err)
	}
	token := settings.Token
	if token == "" && settings.RequireToken {
		token = rand.Text() // which hooks of this user find beside the database
	}
	budgets, err := settings.Budgets()
	return Options{
		Cache: settings.Cache, AllowHosts: settings.AllowHosts, AllowOrigins: settings.AllowOrigins, Token: token, RequireToken: settings.RequireToken,
		Prices: prices, Budgets: budgets, Projects: projects, KeepSecrets: settings.NoRedact, Content: content, Version: environment.Version, Logger: logger,
	}, err
}

// startIngestion starts what brings events in beside the API: the spool of hooks, the transcripts where that is asked for, the end of
// idle sessions, and the events of the demonstration.
func (a *App) startIngestion(settings config.Serve, environment Environment, addr net.Addr, token string) {
	if settings.Demo {
		a.background.Go("demonstration", func(ctx context.Context) error { return seed.Play(ctx, a.DB) })
	}
	if a.DB.ReadOnly() {
		return
	}
	if settings.SessionTimeout > 0 {
		a.background.Every("idle sessions", idleInterval, a.endIdleSessions(ingeststore.New(a.DB), settings.SessionTimeout))
	}
	if settings.Watch {
		var afterRun importer.AfterRun
		kept := newArchive(a.DB, settings.NoRedact)
		if !settings.NoArchive && settings.Content != string(ingest.ContentMetadata) { // an archive has whole texts
			afterRun = keepWatched(kept, time.Now, a.logger)
		}
		a.background.Go("transcripts", a.watchTranscripts(environment.Home, os.Getenv, settings.SessionTimeout, kept, afterRun))
	}
	a.follow("messages of events", backfill.New(messages.New(a.DB), a.writer, clock{}.Sleep, a.logger).Run)
	a.follow("index of texts", indexing.New(textindex.New(a.DB), clock{}.Sleep, a.logger).Run)
	a.background.Every("spool", spoolInterval, a.drainSpool(hookclient.NewSpool(a.DB.Path())))
	if settings.TLSCert == "" { // a certificate is for the name of the server, and hooks connect to this machine
		a.publishAddress(environment.State, addr, token)
	}
}

// serve answers requests until ctx is done or the listener fails.
func (a *App) serve(ctx context.Context, listener net.Listener) error {
	http1 := server.HTTP(a.Server, a.logger)
	stopped := make(chan error, 1)
	keepRunning := context.AfterFunc(ctx, func() { stopped <- a.shutdown(context.WithoutCancel(ctx), http1) })
	defer keepRunning()
	if err := http1.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}

// shutdown ends the streams and waits for the requests that are being answered, within the shutdown budget.
func (a *App) shutdown(ctx context.Context, http1 *http.Server) error {
	a.logger.Info("stopping")
	ctx, cancel := context.WithTimeout(ctx, shutdownBudget)
	defer cancel()
	if err := a.CloseStreams(ctx); err != nil {
		a.logger.Warn("some clients of streams did not close them", "error", err)
	}
	if err := http1.Shutdown(ctx); err != nil {
		a.logger.Warn("some requests were cut off", "error", err)
		return http1.Close()
	}
	return nil
}

func newLogger(settings config.Serve, to io.Writer) (*slog.Logger, error) {
	level, err := settings.Level()
	if err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: level}
	if settings.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options)), nil
	}
	return slog.New(slog.NewTextHandler(to, options)), nil
}
