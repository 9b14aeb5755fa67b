package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/repository/importstates"
	"github.com/htmlgraph/htmlgraph/internal/shipping"
)

// Destination is the server of a team, to which an import sends what it reads.
type Destination struct {
	// Server is its address, TokenFile the file with the token that it gave this machine.
	Server    string
	TokenFile string
	// Content is how much leaves this machine.
	Content ingest.Content
}

// shipPatience is how long an import that does not watch waits for a server that does not answer.
const shipPatience = time.Minute

// shipBatch is how many observations are sent before the progress of their files is stored.
const shipBatch = 2000

// RunShip reads transcripts and sends them to a server, without storing what they say on this machine. It remembers how far it has sent each file.
// With Watch it goes on until ctx is done.
func RunShip(ctx context.Context, o Import, to Destination, environment Environment) error {
	logger := slog.New(slog.NewTextHandler(environment.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	o.boundMemory()
	server, err := serverAddress(to.Server)
	if err != nil {
		return err
	}
	token, err := readToken(to.TokenFile)
	if err != nil {
		return err
	}
	db, err := openProgress(ctx, server, environment.Home, o.Getenv, logger)
	if err != nil {
		return err
	}
	options := shipping.Options{Server: server, Token: token, Stop: ctx.Done(), Logger: logger}
	if !o.Watch {
		options.Patience = shipPatience
	}
	store, err := shipping.New(options)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	prepared := ingest.WriterOptions{Content: to.Content, Redact: ingest.Redact, Logger: logger}
	if o.KeepSecrets {
		prepared.Redact = nil
	}
	writer := ingest.NewWriter(store, prepared)
	running := background.New(ctx, logger)
	running.OnClose("progress", func(context.Context) error { return db.Close() })
	running.Go("sender", writer.Run)
	waiting := outbox{spool: hookclient.NewOutbox(hookclient.StateFolder(environment.Home, o.Getenv)), writer: writer, logger: logger}
	if o.Watch {
		waiting.watch(running)
	} else {
		err = waiting.send(ctx)
	}
	if err == nil {
		err = o.ship(ctx, writer, importstates.New(db), environment, logger)
	}
	return errors.Join(err, running.Close(context.WithoutCancel(ctx)))
}

// ship sends what is new in the transcripts.
func (o Import) ship(ctx context.Context, writer importer.Submitter, states importer.States, environment Environment, logger *slog.Logger) error {
	i, err := importer.New(ctx, importer.Options{
		Submit: writer, States: states, Locations: o.locations(environment.Home), Since: o.Since, Batch: shipBatch, Progress: o.Progress, Logger: logger,
	})
	if err != nil {
		return err
	}
	summary, err := i.Run(ctx)
	if err != nil && ctx.Err() == nil {
		return err
	}
	if reported := o.Done(summary); err != nil || reported != nil || !o.Watch {
		return errors.Join(reported, err)
	}
	return i.Watch(ctx)
}

// SendFrom says to which server this machine sends: the one that init named.
func SendFrom(home string, getenv func(string) string) (Destination, error) {
	named, found, err := hookclient.ReadDestination(hookclient.StateFolder(home, getenv))
	if err != nil {
		return Destination{}, err
	}
	if !found {
		return Destination{}, errors.New("no server is named to which this machine sends; name one with `htmlgraph init --server URL --token-file FILE`, or with --server")
	}
	level, err := ingest.ParseContent(named.Content)
	return Destination{Server: named.Server, TokenFile: named.TokenFile, Content: level}, err
}

// SendTo names the server to which this machine sends from now on. The address and the token are checked, the server is not asked.
func SendTo(home string, getenv func(string) string, to Destination) error {
	if _, err := serverAddress(to.Server); err != nil {
		return err
	}
	if _, err := readToken(to.TokenFile); err != nil {
		return err
	}
	file := to.TokenFile
	if file != "" {
		absolute, err := filepath.Abs(file)
		if err != nil {
			return fmt.Errorf("--token-file: %w", err)
		}
		file = absolute
	}
	state := hookclient.StateFolder(home, getenv)
	if state == "" {
		return errors.New("there is no home folder in which it is kept to which server this machine sends; set HOME or XDG_STATE_HOME")
	}
	return hookclient.WriteDestination(state, hookclient.Destination{Server: to.Server, TokenFile: file, Content: string(to.Content)})
}

// serverAddress parses the address of a server. A token is sent in the clear to this machine alone.
func serverAddress(text string) (*url.URL, error) {
	server, err := url.Parse(text)
	if err != nil || server.Host == "" || server.User != nil || server.RawQuery != "" || server.Fragment != "" {
		return nil, fmt.Errorf("--server %q is not the address of a server, such as https://htmlgraph.example.org", text)
	}
	if server.Scheme != "https" && (server.Scheme != "http" || !config.IsLoopback(server.Hostname())) {
		return nil, fmt.Errorf("--server %s: the token and the transcripts would cross the network in the clear; use https", text)
	}
	return server, nil
}

// readToken returns the token in a file, "" without a file.
func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return "", fmt.Errorf("--token-file: %s does not contain one token", path)
	}
	return token, nil
}

// openProgress opens the small database that says how far the transcripts were sent to a server.
func openProgress(ctx context.Context, server *url.URL, home string, getenv func(string) string, logger *slog.Logger) (*database.DB, error) {
	state := hookclient.StateFolder(home, getenv)
	if state == "" {
		return nil, errors.New("there is no home folder in which it is kept how far the transcripts were sent; set HOME or XDG_STATE_HOME")
	}
	folder := filepath.Join(state, "sent")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("keep how far the transcripts were sent: %w", err)
	}
	digest := sha256.Sum256([]byte(server.String()))
	return database.Open(ctx, database.Options{Path: filepath.Join(folder, hex.EncodeToString(digest[:8])+".db"), Readers: 1, Logger: logger})
}
