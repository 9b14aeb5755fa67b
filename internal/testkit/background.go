package testkit

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
)

// Background returns a group for the loops that a test needs. It is closed when the test ends, which fails where a loop does not
// end.
func Background(t testing.TB) *background.Group {
	t.Helper()
	group := background.New(t.Context(), slog.New(slog.NewTextHandler(t.Output(), nil)))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := group.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return group
}
