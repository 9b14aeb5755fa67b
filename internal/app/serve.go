package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// shutdownBudget is how long requests that are being answered may take after a signal.
const shutdownBudget = 4 * time.Second

// Surroundings is what a run of the server finds around it.
type Surroundings struct {
	// Folder is where the search for a database begins; Home is where the user's own lies.
	Folder, Home string
	// TempDir is where --demo puts its database.
	TempDir string
	// Stdout receives what a person wants to know at start, Stderr the log.
	Stdout, Stderr io.Writer
	Version        string
}

// Serve answers requests until ctx is done, then finishes what it is answering and returns nil. Its
// errors are sentences for the operator.
func Serve(ctx context.Context, settings config.Serve, around Surroundings) error {
	logger, err := newLogger(settings, around.Stderr)
	if err != nil {
		return err
	}
	prices, err := openPrices(settings.Prices)
	if err != nil {
		return err
	}
	budgets, err := settings.Budgets()
	if err != nil {
		return err
	}
	// The address comes first: where it is taken, no database should be made or changed.
	listener, err := server.Listen(ctx, settings.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	place, err := openPlace(ctx, settings, around)
	if err != nil {
		return err
	}
	defer place.close()
	service, err := New(ctx, Options{
		Database: database.Options{Path: place.path, ReadOnly: settings.ReadOnly},
		Cache:    settings.Cache, AllowHosts: settings.AllowHosts, AllowOrigins: settings.AllowOrigins,
		Token: settings.Token, Prices: prices, Budgets: budgets, KeepSecrets: settings.NoRedact, Version: around.Version, Logger: logger,
	})
	if err != nil {
		return err
	}
	if settings.Demo {
		stop := seed.Play(ctx, service.DB, logger)
		defer stop()
	}
	if !service.DB.ReadOnly() {
		withdraw := announce(place.path, listener.Addr(), settings.Token, logger)
		defer withdraw()
		stop := service.takeIn(ctx, settings, around, place, logger)
		defer stop()
	}
	greet := func() { service.greet(ctx, around.Stdout, listener.Addr()) }
	return errors.Join(run(ctx, listener, service, greet, logger), service.Close())
}

// takeIn stores what hooks left and, where that is asked for, what agents write down, and ends sessions that stopped talking.
func (a *App) takeIn(ctx context.Context, settings config.Serve, around Surroundings, place place, logger *slog.Logger) (stop func()) {
	stops := []func(){a.collect(ctx, hookclient.SpoolOf(place.path), logger)}
	if settings.SessionTimeout > 0 {
		stops = append(stops, a.endIdleSessions(ctx, ingeststore.New(a.DB), settings.SessionTimeout, logger))
	}
	if settings.Watch {
		a.watchTranscripts(ctx, around.Home, os.Getenv, settings.SessionTimeout, logger)
	}
	return func() {
		for _, stop := range stops {
			stop()
		}
	}
}

// run serves until ctx is done or the listener fails. It greets while it answers already: to tell
// what a large database holds takes a moment.
func run(ctx context.Context, listener net.Listener, service *App, greet func(), logger *slog.Logger) error {
	http1 := server.HTTP(service.Server, logger)
	failed := make(chan error, 1)
	go func() { failed <- http1.Serve(listener) }()
	greet()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	logger.Info("stopping")
	budget, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownBudget)
	defer cancel()
	closeStreams(budget, service, logger)
	if err := http1.Shutdown(budget); err != nil {
		logger.Warn("some requests were cut off", "error", err)
		return http1.Close()
	}
	return nil
}

// closeStreams tells the clients of all streams that the server stops. Who does not answer is not waited for.
func closeStreams(ctx context.Context, service *App, logger *slog.Logger) {
	told := make(chan struct{})
	go func() {
		defer close(told)
		service.CloseStreams()
	}()
	select {
	case <-told:
	case <-ctx.Done():
		logger.Warn("some clients of streams did not answer")
	}
}

// place is where the database of a run lies.
type place struct {
	path string
	// temporary is the folder to remove at the end, "" for none.
	temporary string
}

func (p place) close() {
	if p.temporary != "" {
		os.RemoveAll(p.temporary) //nolint:errcheck // what is left lies in the folder for temporary files
	}
}

// openPlace finds the database of a run, or makes the sample.
func openPlace(ctx context.Context, settings config.Serve, around Surroundings) (place, error) {
	if settings.Demo {
		return openDemo(ctx, around.TempDir)
	}
	if settings.DB != "" {
		return place{path: settings.DB}, nil
	}
	path, found := config.Locate(around.Folder, around.Home)
	if !found {
		if settings.ReadOnly {
			return place{}, errors.New("no .htmlgraph/htmlgraph.db from here upward or in your home, and --read-only creates none; name one with --db, or try --demo")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return place{}, fmt.Errorf("no database is named, and the folder for your own cannot be created: %w", err)
		}
	}
	return place{path: path}, nil
}

func openDemo(ctx context.Context, tempDir string) (place, error) {
	folder, err := os.MkdirTemp(tempDir, "htmlgraph-demo-")
	if err != nil {
		return place{}, fmt.Errorf("make a folder for the sample database: %w", err)
	}
	p := place{path: filepath.Join(folder, "htmlgraph.db"), temporary: folder}
	if err := seed.Demo(ctx, p.path, time.Now()); err != nil {
		p.close()
		return place{}, fmt.Errorf("make the sample database: %w", err)
	}
	return p, nil
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
