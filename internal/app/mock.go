package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen"
	recorded "github.com/htmlgraph/htmlgraph/gen/mock"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/mock"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// Mock configures a server of recorded responses.
type Mock struct {
	// Settings are those of a server that concern its address, who may ask, and its log.
	Settings config.Serve
	// Fixtures is a folder of recordings; nil for those of this release.
	Fixtures fs.FS
}

// RunMock responds to requests as recorded until ctx is done. Its errors are sentences for the user.
func RunMock(ctx context.Context, m Mock, stdout, stderr io.Writer) error {
	recordings, err := m.recordings()
	if err != nil {
		return fmt.Errorf("read the recorded responses: %w", err)
	}
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		return err
	}
	logger, err := newLogger(m.Settings, stderr)
	if err != nil {
		return err
	}
	handler, err := mock.New(mock.Options{
		Document: document, Recordings: recordings, Logger: logger, AllowHosts: m.Settings.AllowHosts, AllowOrigins: m.Settings.AllowOrigins, Token: m.Settings.Token,
	})
	if err != nil {
		return err
	}
	listener, err := server.Listen(ctx, m.Settings.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "HtmlGraph responds as recorded on http://%s\n  recordings %d\n", reachable(listener.Addr()), len(recordings))
	return respond(ctx, server.HTTP(handler, logger), listener)
}

// respond serves until ctx is done.
func respond(ctx context.Context, http1 *http.Server, listener net.Listener) error {
	stopped := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownBudget)
		defer cancel()
		stopped <- http1.Shutdown(ending)
	})()
	if err := http1.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}

func (m Mock) recordings() ([]mock.Recording, error) {
	if m.Fixtures == nil {
		return mock.Unpack(recorded.Recordings)
	}
	recordings, err := mock.Read(m.Fixtures)
	if err == nil && len(recordings) == 0 {
		err = fmt.Errorf("the folder has no file OPERATION/CASE.json")
	}
	return recordings, err
}
