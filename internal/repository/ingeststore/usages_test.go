package ingeststore_test

import (
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestWhatChangesAPriceIsStoredAndLoaded(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	r := newIngest(t, db)
	known := usage(ingest.Usage{ID: "u", At: after(1), Model: "known", Input: 30, Tier: ingest.TierFlex, InferenceGeo: "us", WebSearches: 3})
	unknown := usage(ingest.Usage{ID: "u", At: after(1), Model: "known", Input: 30})
	got := keep(t, r, known, known, unknown, usage(ingest.Usage{ID: "v", At: after(1), Model: "known", Input: 30}))
	if want := []ingest.Outcome{ingest.Created, ingest.Unchanged, ingest.Unchanged, ingest.Created}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
	if got := dump(t, db, "SELECT cost_id, tier, inference_geo, web_searches FROM ingest_usages ORDER BY 1"); got != "u|flex|us|3\nv|NULL|NULL|0" {
		t.Errorf("stored are\n%s", got)
	}
}
