package pricing

import (
	"os"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestAFileWinsOnlyOnItsDays: the list price of other days is not hidden.
func TestAFileWinsOnlyOnItsDays(t *testing.T) {
	table := newTable(t)
	err := table.Override("own.json", []byte(`{"models": [
		{"model": "claude-opus-4-5", "prices": [{"valid_from": "2026-03-01", "valid_to": "2026-04-01", "input": 1, "output": 2}]},
		{"model": "in-house-7b", "prices": [{"valid_from": "2026-03-01", "input": 1, "output": 2}]}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	const list = "computed:2026-11-26"
	for _, test := range []struct {
		model, day string
		want       int64
		source     string
	}{
		{"claude-opus-4-5", "2026-02-28", 5_000, list}, {"claude-opus-4-5", "2026-03-01", 1_000, "override"},
		{"claude-opus-4-5", "2026-03-31", 1_000, "override"}, {"claude-opus-4-5", "2026-04-01", 5_000, list},
		{"us.anthropic.claude-opus-4-5-20251101-v1:0", "2026-04-01", 5_000, list},
		{"in-house-7b", "2026-02-28", 0, ""}, {"in-house-7b", "2026-03-01", 1_000, "override"},
	} {
		got, known, source := table.Price(ingest.Usage{Model: test.model, At: instantOn(test.day), Input: 1000})
		if got != test.want || source != test.source || known != (source != "") {
			t.Errorf("%s on %s: %d, %t, %q; want %d, %q", test.model, test.day, got, known, source, test.want, test.source)
		}
	}
	if !table.Knows("in-house-7b") || !table.Knows("gpt-5.5") || !table.Knows("<synthetic>") || table.Knows("gpt-77") {
		t.Error("models that have a price are not known, or others are")
	}
}

func TestTheFileInTheDocumentationIsValid(t *testing.T) {
	text, err := os.ReadFile("../../docs/costs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, file, _ := strings.Cut(string(text), "```json\n")
	file, _, _ = strings.Cut(file, "```")
	table := newTable(t)
	if err := table.Override("costs.md", []byte(file)); err != nil || !table.Knows("in-house") {
		t.Errorf("%v in\n%s", err, file)
	}
}

// TestTheFormOfAFile has each member that changes a price.
func TestTheFormOfAFile(t *testing.T) {
	table := newTable(t)
	err := table.Override("own.json", []byte(`{"date": "2026-11-26", "models": [
		{"model": "ours", "tiers": {"batch": 0.5, "fast": 3}, "regions": {"us": 1.1}, "searches": 5, "prices": [
			{"valid_to": "2026-06-01", "input": 1, "output": 10, "cache_read": 0.1, "cache_write": 2, "cache_write_long": 4,
			 "above": {"tokens": 1000, "input": 2, "output": 30, "cache_read": 0.2}},
			{"valid_from": "2026-06-01", "input": 1, "output": 10, "tiers": {"fast": {"input": 4, "output": 40}}, "regions": {"us": 2}, "searches": 0}]},
		{"model": "stepped", "prices": [{"input": 1, "output": 10, "cache_read": 0, "above": {"tokens": 1000, "input": 2, "output": 15, "cache_read": 1},
			"tiers": {"fast": {"input": 3, "output": 30}, "priority": {"input": 3, "output": 30, "above": {"tokens": 2000, "input": 5, "output": 50}}}}]},
		{"model": "older", "prices": [{"input": 1, "output": 10, "cache_write_5m": 2, "cache_write_1h": 3, "fast": {"input": 2, "output": 20}}]}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	may, june := instantOn("2026-05-31"), instantOn("2026-06-01")
	for name, test := range map[string]struct {
		usage ingest.Usage
		want  int64
	}{
		"each kind of token":              {ingest.Usage{Model: "ours", At: may, Input: 100, Output: 100, CacheRead: 100, CacheWrite5m: 100, CacheWrite1h: 100}, 100 + 1000 + 10 + 200 + 400},
		"a long prompt":                   {ingest.Usage{Model: "ours", At: may, Input: 1000, CacheRead: 100, Output: 100}, 2000 + 20 + 3000},
		"a tier":                          {ingest.Usage{Model: "ours", At: may, Input: 100, Tier: ingest.TierFast}, 300},
		"a tier and a long prompt":        {ingest.Usage{Model: "ours", At: may, Input: 2000, Tier: ingest.TierFast}, 12_000},
		"priority is fast":                {ingest.Usage{Model: "ours", At: may, Input: 100, Tier: ingest.TierPriority}, 300},
		"a tier in a region":              {ingest.Usage{Model: "ours", At: may, Input: 2000, Tier: ingest.TierBatch, InferenceGeo: "us"}, 2200},
		"searches":                        {ingest.Usage{Model: "ours", At: may, WebSearches: 3}, 15_000},
		"later, a tier of its own":        {ingest.Usage{Model: "ours", At: june, Input: 100, Tier: ingest.TierFast}, 400},
		"later, the tier of the model":    {ingest.Usage{Model: "ours", At: june, Input: 100, Tier: ingest.TierBatch}, 50},
		"later, a region of its own":      {ingest.Usage{Model: "ours", At: june, Input: 100, InferenceGeo: "us"}, 200},
		"later, searches for nothing":     {ingest.Usage{Model: "ours", At: june, Input: 100, WebSearches: 3}, 100},
		"a tier with the usual step":      {ingest.Usage{Model: "stepped", Input: 2000, Output: 100, CacheRead: 100, Tier: ingest.TierFast}, 12_000 + 4500 + 300},
		"a tier below a step of its own":  {ingest.Usage{Model: "stepped", Input: 2000, Tier: ingest.TierPriority}, 6000},
		"a tier with a step of its own":   {ingest.Usage{Model: "stepped", Input: 2001, Tier: ingest.TierPriority}, 10_005},
		"an older file, both lifetimes":   {ingest.Usage{Model: "older", CacheWrite5m: 100, CacheWrite1h: 100}, 200 + 300},
		"an older file, the fast service": {ingest.Usage{Model: "older", Input: 100, Tier: ingest.TierFast}, 200},
	} {
		if got, known, source := table.Price(test.usage); got != test.want || !known || source != "override" {
			t.Errorf("%s: %d, %t, %s; want %d", name, got, known, source, test.want)
		}
	}
	for name, u := range map[string]ingest.Usage{
		"a tier that is not stated":     {Model: "ours", At: may, Input: 1, Tier: ingest.TierUltrafast},
		"searches that are not stated":  {Model: "older", Input: 1, WebSearches: 1},
		"fast is not another's service": {Model: "older", Input: 1, Tier: ingest.TierFlex},
	} {
		if micro, known, _ := table.Price(u); known {
			t.Errorf("%s: %d", name, micro)
		}
	}
}
