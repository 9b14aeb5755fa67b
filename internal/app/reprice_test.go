package app_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/pricing"
	"github.com/htmlgraph/htmlgraph/internal/service/repricing"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestAServerFollowsNewPrices prices stored requests again like another process while a server runs: its sums, its cached responses and the
// stream of a session's costs follow.
func TestAServerFollowsNewPrices(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	r := start(t, func(s *config.Serve) { s.DB = path })
	if got := send(t, http.MethodPost, r.base+"/v1/logs", export); !strings.HasPrefix(got, "200") {
		t.Fatal(got)
	}
	costs := func() string { return r.get(t, "/api/analytics/costs?group_by=model") }
	for !strings.Contains(costs(), `"requests":1,`) {
		if t.Context().Err() != nil {
			t.Fatal("the request is not stored")
		}
	}
	prices, err := pricing.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := prices.Override("own.json", []byte(`{"models": [{"model": "gpt-5-codex", "prices": [{"input": 123, "output": 0, "cache_read": 0}]}]}`)); err != nil {
		t.Fatal(err)
	}
	socket := testkit.MustDial(t, r.base, "/ws/cost-alerts/s", nil)
	report, err := app.Reprice(t.Context(), path, prices, repricing.Options{}, func(int64) {}, slog.New(slog.DiscardHandler))
	if err != nil || report.Changed != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	const want = "0.0246" // 200 tokens of input that were not cached
	for !strings.Contains(costs(), want) {
		if t.Context().Err() != nil {
			t.Fatalf("the costs are %s", costs())
		}
	}
	for !strings.Contains(fmt.Sprint(socket.Next(t)), want) { // the first message has the former costs
	}
	r.end(t)
}
