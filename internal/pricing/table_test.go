package pricing

import (
	"math"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

func newTable(t *testing.T) *Table {
	t.Helper()
	table, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func stated(micro int64) *int64 { return &micro }

func TestARequestIsPricedExactly(t *testing.T) {
	const list = "computed:2026-11-26"
	tests := map[string]struct {
		usage  ingest.Usage
		want   int64
		known  bool
		source string
	}{
		"each kind of token has its price": {
			ingest.Usage{Model: "claude-opus-4-5", At: "2026-01-10", Input: 1000, Output: 100, CacheRead: 10_000, CacheWrite5m: 400, CacheWrite1h: 400},
			5000 + 2500 + 5000 + 2500 + 4000, true, list},
		"an hour of cache costs twice what input does": {
			ingest.Usage{Model: "claude-sonnet-4-5", At: "2026-01-10", CacheWrite1h: 1_000_000}, 12_000_000, true, list},
		"thoughts are billed as output": {
			ingest.Usage{Model: "gemini-2.5-flash", At: "2026-01-10", Output: 1_000_000, Thoughts: 1_000_000}, 5_000_000, true, list},
		"parts of a millionth add up before they are rounded": {
			ingest.Usage{Model: "gpt-5-nano", At: "2026-01-10", Input: 5, Output: 1, CacheRead: 100}, 1, true, list}, // 0.25 + 0.4 + 0.5
		"half a millionth is rounded up": {
			ingest.Usage{Model: "claude-opus-4-5", At: "2026-01-10", CacheRead: 1}, 1, true, list},
		"a long prompt is dearer as a whole": {
			ingest.Usage{Model: "claude-sonnet-4-5", At: "2026-01-10", Input: 1, CacheRead: 200_000, Output: 1000}, 6 + 120_000 + 22_500, true, list},
		"a prompt of just the bound is not long": {
			ingest.Usage{Model: "claude-sonnet-4-5", At: "2026-01-10", CacheRead: 200_000}, 60_000, true, list},
		"the day decides: before long prompts became cheaper": {
			ingest.Usage{Model: "claude-opus-4-6", At: "2026-03-12T23:59:59.9", Input: 300_000}, 3_000_000, true, list},
		"the day decides: after": {
			ingest.Usage{Model: "claude-opus-4-6", At: "2026-03-13 00:00:00", Input: 300_000}, 1_500_000, true, list},
		"without a time the newest price holds": {
			ingest.Usage{Model: "claude-opus-4-6", Input: 300_000}, 1_500_000, true, list},
		"without a time a price that is announced for later does not hold yet": {
			ingest.Usage{Model: "gemini-4-argon", Input: 1_000_000}, 2_000_000, true, list},
		"a day without a known price is unknown": {
			ingest.Usage{Model: "gpt-5.6-sol", At: "2026-07-08", Input: 1}, 0, false, ""},
		"the fast service is dearer": {
			ingest.Usage{Model: "claude-opus-4-6", At: "2026-04-01", Output: 1000, Tier: ingest.TierFast}, 150_000, true, list},
		"a tier that nobody knows is unknown": {
			ingest.Usage{Model: "claude-opus-4-6", At: "2026-04-01", Output: 1000, Tier: "scale"}, 0, false, ""},
		"a stated cost of a tier without a price": {
			ingest.Usage{Model: "claude-haiku-4-5", Output: 1, Tier: "scale", StatedMicroUSD: stated(7), Source: "otlp"}, 7, true, "otlp"},
		"searches without a price leave the request without one": {
			ingest.Usage{Model: "gemini-2.5-pro", At: "2026-04-01", Output: 1000, WebSearches: 1}, 0, false, ""},
		"negative searches are none": {
			ingest.Usage{Model: "gemini-2.5-pro", At: "2026-04-01", Output: 1000, WebSearches: -1}, 10_000, true, list},
		"searches whose price no integer holds": {
			ingest.Usage{Model: "claude-opus-4-6", At: "2026-04-01", WebSearches: math.MaxInt64}, 0, false, ""},
		"a fast service without a known price is unknown": {
			ingest.Usage{Model: "claude-haiku-4-5", At: "2026-04-01", Output: 1000, Tier: ingest.TierFast}, 0, false, ""},
		"an unknown model has no price, not a price of nothing": {
			ingest.Usage{Model: "in-house-7b", At: "2026-04-01", Output: 1000}, 0, false, ""},
		"no model has no price": {ingest.Usage{Output: 1000}, 0, false, ""},
		"what the agent makes itself costs nothing": {
			ingest.Usage{Model: "<synthetic>", Output: 1000}, 0, true, list},
		"a stated cost wins": {
			ingest.Usage{Model: "in-house-7b", Output: 1000, StatedMicroUSD: stated(42), Source: "otlp"}, 42, true, "otlp"},
		"a stated cost of nothing is one": {
			ingest.Usage{Model: "claude-opus-4-5", At: "2026-01-10", Output: 1000, StatedMicroUSD: stated(0), Source: "transcript"}, 0, true, "transcript"},
		"a negative cost is none": {
			ingest.Usage{Model: "claude-opus-4-5", At: "2026-01-10", Output: 1, StatedMicroUSD: stated(-1), Source: "otlp"}, 25, true, list},
		"negative counts are none": {
			ingest.Usage{Model: "claude-opus-4-5", At: "2026-01-10", Input: math.MinInt64, Output: 1}, 25, true, list},
		"a price that no integer holds is unknown": {
			ingest.Usage{Model: "claude-opus-4-5", At: "2026-01-10", Input: math.MaxInt64}, 0, false, ""},
	}
	table := newTable(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, known, source := table.Price(test.usage)
			if got != test.want || known != test.known || source != test.source {
				t.Errorf("%d, %t, %q; want %d, %t, %q", got, known, source, test.want, test.known, test.source)
			}
		})
	}
}

func TestAModelIsFoundByAnyOfItsNames(t *testing.T) {
	tests := map[string]string{
		"claude-opus-4-5-20251101":                                                          "claude-opus-4-5",
		"us.anthropic.claude-sonnet-4-5-20250929-v1:0":                                      "claude-sonnet-4-5",
		"anthropic.claude-3-5-sonnet-20241022-v2:0":                                         "claude-3-5-sonnet",
		"arn:aws:bedrock:us-east-1:1:inference-profile/global.anthropic.claude-opus-4-6-v1": "claude-opus-4-6",
		"claude-sonnet-4@20250514":                                                          "claude-sonnet-4",
		"anthropic/claude-opus-4.6":                                                         "claude-opus-4-6",
		"openrouter/anthropic/claude-3.7-sonnet":                                            "claude-3-7-sonnet",
		"claude-sonnet-4-5-20250929[1m]":                                                    "claude-sonnet-4-5",
		"Opus 4.6":                                                                          "claude-opus-4-6",
		"Claude Sonnet 4.5":                                                                 "claude-sonnet-4-5",
		"Sonnet 3.7":                                                                        "claude-3-7-sonnet",
		"Claude 3.5 Haiku":                                                                  "claude-3-5-haiku",
		"claude-3-5-haiku-latest":                                                           "claude-3-5-haiku",
		"claude-sonnet-5":                                                                   "claude-sonnet-5",
		"GPT-5 Codex":                                                                       "gpt-5-codex",
		"openai/gpt-5-2025-08-07":                                                           "gpt-5",
		"gpt-5.1-codex-max":                                                                 "gpt-5.1-codex-max",
		"gpt-4o-2024-05-13":                                                                 "gpt-4o-2024-05-13",
		"gpt-4o-2024-11-20":                                                                 "gpt-4o",
		"models/gemini-2.5-pro-preview-05-06":                                               "gemini-2.5-pro",
		"Gemini 2.5 Pro":                                                                    "gemini-2.5-pro",
		"gemini-2.0-flash-001":                                                              "gemini-2.0-flash",
		"claude-opus-9":                                                                     "", "opus": "", "": "", "gpt-5.1-codex-ultra": "", "-20250101": "", "/": "",
	}
	table := newTable(t)
	for reported, want := range tests {
		got := ""
		for _, name := range names(reported) {
			if _, ok := table.listed.models[name]; ok {
				got = name
				break
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q (of %q)", reported, got, want, names(reported))
		}
	}
}

func TestAFileOverridesPrices(t *testing.T) {
	table := newTable(t)
	err := table.Override("own.json", []byte(`{"models": [
		{"model": "in-house-7b", "prices": [{"input": 0.0145, "output": 2}]},
		{"model": "claude-opus-4-5", "prices": [{"input": 1, "output": 2}]}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		usage  ingest.Usage
		want   int64
		source string
	}{
		"a model of one's own":                     {ingest.Usage{Model: "In-House-7B", Input: 1_000_000}, 14_500, "override"},
		"its cache costs what its input does":      {ingest.Usage{Model: "in-house-7b", CacheRead: 1_000_000}, 14_500, "override"},
		"a price of one's own":                     {ingest.Usage{Model: "us.anthropic.claude-opus-4-5-20251101-v1:0", Output: 1_000_000}, 2_000_000, "override"},
		"the cache of Claude has its usual prices": {ingest.Usage{Model: "claude-opus-4-5", CacheRead: 1_000_000, CacheWrite5m: 1_000_000, CacheWrite1h: 1_000_000}, 3_350_000, "override"},
		"others keep the list price":               {ingest.Usage{Model: "claude-haiku-4-5", Output: 1_000_000}, 5_000_000, "computed:2026-11-26"},
	} {
		if got, known, source := table.Price(test.usage); got != test.want || !known || source != test.source {
			t.Errorf("%s: %d, %t, %s; want %d, %s", name, got, known, source, test.want, test.source)
		}
	}
}

func TestABrokenFileIsRefusedWithItsLine(t *testing.T) {
	model := func(prices string) string {
		return "{\n\"models\": [\n{\"model\": \"m\", \"prices\": [" + prices + "]}\n]}"
	}
	for name, test := range map[string]struct{ data, want string }{
		"empty":                        {"", "own.json:1: the file ends too early"},
		"cut":                          {"{\n\"models\": [", "own.json:2: the file ends too early"},
		"no JSON":                      {"{\n\"models\": [\n}", "own.json:3: "},
		"a list":                       {"[]", "own.json:1: expected \"{\""},
		"unknown member":               {"{\n\"modles\": []}", "own.json:2: unknown member \"modles\""},
		"unknown price":                {model(`{"input": 1, "output": 1, "outptu": 2}`), "outptu"},
		"no output":                    {model(`{"input": 1}`), "own.json:3: m: input and output need a price"},
		"no prices":                    {model(``), "own.json:3: m: no prices"},
		"no name":                      {`{"models": [{"prices": [{"input": 1, "output": 1}]}]}`, "own.json:1: a model has no name"},
		"negative":                     {model(`{"input": -1, "output": 1}`), "-1 is not a price"},
		"text":                         {model(`{"input": "1", "output": 1}`), `"1" is not a price`},
		"too exact":                    {model(`{"input": 0.0000001, "output": 1}`), "more than six decimals"},
		"huge":                         {model(`{"input": 1e99, "output": 1}`), "1e99 is not a price"},
		"no date":                      {model(`{"valid_from": "soon", "input": 1, "output": 1}`), `own.json:3: m: "soon" is not a date`},
		"no such day":                  {model(`{"valid_from": "2026-02-30", "input": 1, "output": 1}`), `"2026-02-30" is not a date`},
		"ends at once":                 {model(`{"valid_from": "2026-02-01", "valid_to": "2026-02-01", "input": 1, "output": 1}`), "own.json:3: m: the prices from 2026-02-01 end on 2026-02-01, before their first day"},
		"a step of nothing":            {model(`{"input": 1, "output": 1, "above": {"input": 1, "output": 1}}`), "own.json:3: m: above needs a number of tokens"},
		"a step without output":        {model(`{"input": 1, "output": 1, "above": {"tokens": 5, "input": 1}}`), "input and output need a price"},
		"an unknown tier":              {model(`{"input": 1, "output": 1, "tiers": {"turbo": 2}}`), `own.json:3: m: "turbo" is not a tier; known are batch, flex, fast, priority, ultrafast`},
		"a tier of nothing":            {model(`{"input": 1, "output": 1, "tiers": {"fast": null}}`), "the tier fast has no price"},
		"a tier in words":              {model(`{"input": 1, "output": 1, "tiers": {"fast": "twice"}}`), `"twice" is not a factor`},
		"a tier for nothing":           {model(`{"input": 1, "output": 1, "tiers": {"fast": 0}}`), "0 is not a factor: it must be above 0 and at most 1000"},
		"a tier without output":        {model(`{"input": 1, "output": 1, "tiers": {"fast": {"input": 1}}}`), "own.json:3: m: the tier fast: input and output need a price"},
		"a misspelled price of a tier": {model(`{"input": 1, "output": 1, "tiers": {"fast": {"input": 1, "output": 1, "outptu": 1}}}`), "outptu"},
		"a tier twice":                 {model(`{"input": 1, "output": 1, "fast": {"input": 1, "output": 1}, "tiers": {"fast": 2}}`), "the price of the fast tier is stated twice"},
		"a region in capitals":         {model(`{"input": 1, "output": 1, "regions": {"US": 1.1}}`), `"US" is not a region such as "us" with a factor`},
		"a region of nothing":          {model(`{"input": 1, "output": 1, "regions": {"us": null}}`), `"us" is not a region such as "us" with a factor`},
		"a factor too exact":           {model(`{"input": 1, "output": 1, "regions": {"us": 1.0000001}}`), "more than six decimals"},
		"a negative search":            {model(`{"input": 1, "output": 1, "searches": -1}`), "-1 is not a price"},
		"a cache write twice":          {model(`{"input": 1, "output": 1, "cache_write": 1, "cache_write_5m": 1}`), "the price of writing to the cache is stated twice"},
		"overlapping":                  {model(`{"input": 1, "output": 1}, {"valid_from": "2026-01-01", "input": 1, "output": 1}`), "overlap"},
		"twice":                        {"{\"models\": [\n{\"model\": \"m\", \"prices\": [{\"input\": 1, \"output\": 1}]},\n{\"model\": \"M\", \"prices\": [{\"input\": 1, \"output\": 1}]}]}", "own.json:3: m: the model is listed twice"},
		"something behind":             {"{\"models\": []}\n{}", "own.json:2: unexpected text after the object"},
	} {
		t.Run(name, func(t *testing.T) {
			err := newTable(t).Override("own.json", []byte(test.data))
			if err == nil || !strings.HasPrefix(err.Error(), "own.json:") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

func FuzzNames(f *testing.F) {
	for _, seed := range []string{"claude-opus-4-5-20251101", "us.anthropic.claude-3-5-sonnet-20241022-v2:0", "Opus 4.6", "", "[1m]", "a/b/", "-latest-latest"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, reported string) {
		if found := names(reported); len(found) > 12+len(reported) {
			t.Errorf("%q has %d names", reported, len(found))
		}
	})
}
