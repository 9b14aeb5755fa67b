package pricing

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestListPrices computes prices by hand, from the pages that prices.json names. A thousand tokens of one kind cost a thousandth of the price of
// a million of them.
func TestListPrices(t *testing.T) {
	const k, m = 1000, 1_000_000
	for name, test := range map[string]struct {
		model, day string
		usage      ingest.Usage
		want       int64
	}{
		"Sol at its launch":                  {"gpt-5.6-sol", "2026-07-09", ingest.Usage{Input: 10 * k, Output: k}, 10*5_000 + 30_000},
		"Sol on the last day before a cut":   {"gpt-5.6-sol", "2026-08-20", ingest.Usage{Input: 10 * k, Output: k}, 10*5_000 + 30_000},
		"Sol from its cut on":                {"gpt-5.6-sol", "2026-08-21", ingest.Usage{Input: 10 * k, Output: k}, 10*4_000 + 20_000},
		"Sol in November":                    {"gpt-5.6-sol", "2026-11-20", ingest.Usage{Input: 100 * k}, 400_000},
		"Sol by its short name":              {"gpt-5.6", "2026-11-20", ingest.Usage{Input: 100 * k}, 400_000},
		"Sol, a long prompt":                 {"gpt-5.6-sol", "2026-11-20", ingest.Usage{Input: 272 * k, CacheRead: k, Output: k}, 272*8_000 + 800 + 30_000},
		"Sol, the longest short prompt":      {"gpt-5.6-sol", "2026-11-20", ingest.Usage{Input: 272 * k}, 272 * 4_000},
		"Sol, written to the cache":          {"gpt-5.6-sol", "2026-11-20", ingest.Usage{CacheWrite5m: k}, 5_000},
		"Sol, fast":                          {"gpt-5.6-sol", "2026-11-20", ingest.Usage{Input: k, Output: k, Tier: ingest.TierFast}, 8_000 + 40_000},
		"Terra at its launch":                {"gpt-5.6-terra", "2026-07-29", ingest.Usage{Input: k, Output: k, CacheWrite5m: k}, 2_500 + 15_000 + 3_125},
		"Terra from its cut on":              {"gpt-5.6-terra", "2026-07-30", ingest.Usage{Input: k, Output: k, CacheRead: k}, 2_000 + 12_000 + 200},
		"Terra, fast":                        {"gpt-5.6-terra", "2026-10-20", ingest.Usage{Input: k, Output: k, Tier: ingest.TierFast}, 4_000 + 24_000},
		"Luna at its launch":                 {"gpt-5.6-luna", "2026-07-29", ingest.Usage{Input: k, Output: k}, 1_000 + 6_000},
		"Luna from its cut on":               {"gpt-5.6-luna", "2026-07-30", ingest.Usage{Input: 10 * k, Output: k}, 10*200 + 1_200},
		"Luna, fast":                         {"gpt-5.6-luna", "2026-10-20", ingest.Usage{Input: k, Output: k, Tier: ingest.TierPriority}, 400 + 2_400},
		"5.5, priority":                      {"gpt-5.5", "2026-10-20", ingest.Usage{Input: 10 * k, Output: k, Tier: ingest.TierPriority}, 10*12_500 + 75_000},
		"5.5, flex":                          {"gpt-5.5", "2026-10-20", ingest.Usage{Input: 10 * k, Output: k, Tier: ingest.TierFlex}, 10*2_500 + 15_000},
		"5.4, a long prompt":                 {"gpt-5.4", "2026-03-05", ingest.Usage{Input: 300 * k, CacheRead: k, Output: k}, 300*5_000 + 500 + 22_500},
		"5.4, fast":                          {"gpt-5.4", "2026-03-05", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierFast}, 5_000 + 500 + 30_000},
		"5.4 mini, fast":                     {"gpt-5.4-mini", "2026-03-17", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierFast}, 1_500 + 150 + 9_000},
		"5.4 nano":                           {"gpt-5.4-nano", "2026-03-17", ingest.Usage{Input: k, CacheRead: k, Output: k}, 200 + 20 + 1_250},
		"5.4 pro, a long prompt":             {"gpt-5.4-pro", "2026-10-20", ingest.Usage{Input: 300 * k, Output: k}, 300*60_000 + 270_000},
		"5.3":                                {"gpt-5.3", "2026-10-20", ingest.Usage{Input: 10 * k, Output: k}, 17_500 + 14_000},
		"5.2, priority":                      {"gpt-5.2", "2026-10-20", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierPriority}, 3_500 + 350 + 28_000},
		"5 mini, priority":                   {"gpt-5-mini", "2026-10-20", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierPriority}, 450 + 45 + 3_600},
		"4.1, priority":                      {"gpt-4.1", "2026-10-20", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierPriority}, 3_500 + 875 + 14_000},
		"o4-mini, priority":                  {"o4-mini", "2026-10-20", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierPriority}, 2_000 + 500 + 8_000},
		"o3 before its cut":                  {"o3", "2025-06-09", ingest.Usage{Input: k, Output: k}, 10_000 + 40_000},
		"o3 from its cut on":                 {"o3", "2025-06-10", ingest.Usage{Input: k, Output: k}, 2_000 + 8_000},
		"Astra, fast":                        {"gpt-6-astra", "2026-10-20", ingest.Usage{Input: 10 * k, Output: k, Tier: ingest.TierFast}, 10*20_000 + 100_000},
		"Astra, fast, a long prompt":         {"gpt-6-astra", "2026-10-20", ingest.Usage{Input: 300 * k, Output: k, Tier: ingest.TierFast}, 300*40_000 + 150_000},
		"Astra, ultrafast":                   {"gpt-6-astra", "2026-09-29", ingest.Usage{Input: k, Output: k, CacheRead: k, CacheWrite5m: k, Tier: ingest.TierUltrafast}, 60_000 + 300_000 + 6_000 + 75_000},
		"Astra, with a cache write":          {"gpt-6-astra", "2026-10-20", ingest.Usage{Input: 4 * k, CacheRead: 2 * k, CacheWrite5m: 4 * k, Output: 500}, 4*10_000 + 2*1_000 + 4*12_500 + 25_000},
		"GPT-6 Sol, a long prompt":           {"gpt-6-sol", "2026-10-20", ingest.Usage{Input: 300 * k, CacheRead: k, CacheWrite5m: k, Output: k}, 300*4_000 + 400 + 5_000 + 15_000},
		"GPT-6 Luna":                         {"gpt-6-luna", "2026-10-20", ingest.Usage{Input: k, CacheRead: k, CacheWrite5m: k, Output: k}, 100 + 10 + 125 + 500},
		"6.1 Sol, flex":                      {"gpt-6.1-sol", "2026-10-20", ingest.Usage{Input: k, CacheRead: k, Output: k, Tier: ingest.TierFlex}, 1_000 + 50 + 5_000},
		"6.1 Terra, both lifetimes":          {"gpt-6.1-terra", "2026-10-26", ingest.Usage{CacheWrite5m: k, CacheWrite1h: k}, 1_250 + 2_500},
		"6.2 Sol, 12 hours, a long prompt":   {"gpt-6.2-sol", "2026-11-17", ingest.Usage{Input: 300 * k, CacheWrite1h: k, CacheRead: k, Output: k}, 300*4_000 + 10_000 + 200 + 15_000},
		"6.2 Sol, ultrafast until March":     {"gpt-6.2-sol", "2027-02-28", ingest.Usage{Input: k, Output: k, Tier: ingest.TierUltrafast}, 6_000 + 30_000},
		"6.2 Sol, ultrafast from March on":   {"gpt-6.2-sol", "2027-03-01", ingest.Usage{Input: k, Output: k, Tier: ingest.TierUltrafast}, 12_000 + 60_000},
		"6.2 Astra, a long prompt":           {"gpt-6.2-astra", "2026-11-20", ingest.Usage{Input: 300 * k, CacheRead: k, CacheWrite5m: k, Output: k}, 300*16_000 + 800 + 20_000 + 60_000},
		"OpenAI in a region":                 {"gpt-6.2-sol", "2026-11-20", ingest.Usage{Input: k, Output: k, InferenceGeo: "eu"}, 2_200 + 11_000},
		"Fable 5.2":                          {"claude-fable-5-2", "2026-11-09", ingest.Usage{Input: k, Output: k, CacheRead: k, CacheWrite5m: k, CacheWrite1h: k}, 8_000 + 40_000 + 200 + 10_000 + 16_000},
		"Fable 5.2, fast":                    {"claude-fable-5-2", "2026-11-09", ingest.Usage{Input: k, Output: k, CacheRead: k, Tier: ingest.TierFast}, 16_000 + 80_000 + 400},
		"Opus 5.5, fast":                     {"claude-opus-5-5", "2026-10-01", ingest.Usage{Input: k, Output: k, CacheRead: k, CacheWrite5m: k, CacheWrite1h: k, Tier: ingest.TierFast}, 8_000 + 40_000 + 400 + 10_000 + 16_000},
		"Opus 4.7, fast":                     {"claude-opus-4-7", "2026-07-23", ingest.Usage{Input: k, Output: k, CacheRead: k, CacheWrite5m: k, CacheWrite1h: k, Tier: ingest.TierFast}, 30_000 + 150_000 + 3_000 + 37_500 + 60_000},
		"Opus 4.6, fast, a long prompt":      {"claude-opus-4-6", "2026-03-12", ingest.Usage{Input: 300 * k, Output: k, Tier: ingest.TierFast}, 300*60_000 + 225_000},
		"Opus 4.6, fast, later":              {"claude-opus-4-6", "2026-03-13", ingest.Usage{Input: 300 * k, Output: k, Tier: ingest.TierFast}, 300*30_000 + 150_000},
		"Opus 5, batch":                      {"claude-opus-5", "2026-10-01", ingest.Usage{Input: k, Output: k, CacheRead: k, Tier: ingest.TierBatch}, 2_500 + 12_500 + 250},
		"Opus 5, priority":                   {"claude-opus-5", "2026-10-01", ingest.Usage{Input: k, Tier: ingest.TierPriority}, 5_000},
		"Opus 5 in the United States":        {"claude-opus-5", "2026-10-01", ingest.Usage{Input: 100 * k, Output: k, InferenceGeo: "us"}, 550_000 + 27_500},
		"in the United States, in batch":     {"claude-opus-5", "2026-10-01", ingest.Usage{Input: 100 * k, InferenceGeo: "us", Tier: ingest.TierBatch}, 275_000},
		"an older model has no regions":      {"claude-opus-4-5", "2026-10-01", ingest.Usage{Input: k, InferenceGeo: "us"}, 5_000},
		"a region that costs what others do": {"claude-opus-5", "2026-10-01", ingest.Usage{Input: k, InferenceGeo: "eu"}, 5_000},
		"searches":                           {"claude-sonnet-5", "2026-10-03", ingest.Usage{Input: 100, Output: 50, WebSearches: 12}, 200 + 500 + 120_000},
		"searches cost the same everywhere":  {"claude-sonnet-5", "2026-10-03", ingest.Usage{Input: k, WebSearches: 1, InferenceGeo: "us", Tier: ingest.TierBatch}, 1_100 + 10_000},
		"searches of OpenAI":                 {"gpt-5.5", "2026-10-20", ingest.Usage{WebSearches: 3}, 30_000},
		"searches of Gemini 4":               {"gemini-4-argon", "2026-10-20", ingest.Usage{WebSearches: 1}, 14_000},
		"Sonnet 5.5 before its cut":          {"claude-sonnet-5-5", "2026-10-06", ingest.Usage{CacheRead: k}, 200},
		"Sonnet 5.5 from its cut on":         {"claude-sonnet-5-5", "2026-10-07", ingest.Usage{CacheRead: k}, 100},
		"Haiku 5.5, a long prompt":           {"claude-haiku-5-5", "2026-10-07", ingest.Usage{Input: k, CacheRead: 100 * k, Output: k}, 500 + 100*50 + 2_500},
		"3.7 Flash":                          {"gemini-3.7-flash", "2026-11-20", ingest.Usage{Input: 100 * k}, 75_000},
		"3.7 Flash from January on":          {"gemini-3.7-flash", "2027-01-01", ingest.Usage{Input: 100 * k}, 150_000},
		"3.6 Flash at its launch":            {"gemini-3.6-flash", "2026-07-21", ingest.Usage{Input: k, CacheRead: k, Output: k}, 1_500 + 150 + 7_500},
		"3.6 Flash":                          {"gemini-3.6-flash", "2026-12-31", ingest.Usage{Input: k, CacheRead: k, Output: k}, 750 + 75 + 3_750},
		"Argon":                              {"gemini-4-argon", "2026-11-30", ingest.Usage{Input: m, Output: k, CacheRead: k}, 2_000_000 + 10_000 + 100},
		"Argon from December on":             {"gemini-4-argon", "2026-12-01", ingest.Usage{Input: k, Output: k, CacheRead: k}, 4_000 + 20_000 + 200},
		"Carbon, flex":                       {"gemini-4-carbon", "2026-11-20", ingest.Usage{Input: k, Output: k, Tier: ingest.TierFlex}, 1_000 + 5_000},
		"Hydrogen, priority":                 {"gemini-4-hydrogen", "2026-11-20", ingest.Usage{Input: k, Output: k, Tier: ingest.TierPriority}, 2_700 + 13_500},
		"Neon":                               {"gemini-4-neon", "2026-11-18", ingest.Usage{Input: k, Output: k, CacheRead: k}, 3_000 + 15_000 + 150},
		"3.5 Flash-Lite":                     {"gemini-3.5-flash-lite", "2026-11-20", ingest.Usage{Input: k, Output: k, CacheRead: k}, 300 + 2_500 + 30},
		"2.0 Flash-Lite":                     {"gemini-2.0-flash-lite", "2026-11-20", ingest.Usage{Input: k, Output: k}, 75 + 300},
	} {
		t.Run(name, func(t *testing.T) {
			test.usage.Model, test.usage.At = test.model, instantOn(test.day)
			if got, known, _ := newTable(t).Price(test.usage); got != test.want || !known {
				t.Errorf("%d, %t; want %d", got, known, test.want)
			}
		})
	}
}

// TestWhatHasNoListPrice: no price rather than a wrong one.
func TestWhatHasNoListPrice(t *testing.T) {
	for name, u := range map[string]ingest.Usage{
		"an internal name of Codex, for a model that changed":  {Model: "codex-auto-review"},
		"a preview that is not sold by tokens":                 {Model: "gpt-5.3-codex-spark"},
		"a model whose price is not published":                 {Model: "claude-mythos-5-2"},
		"before it was sold":                                   {Model: "gpt-6-astra", At: "2026-09-02 12:00:00"},
		"ultrafast before it was offered":                      {Model: "gpt-6-astra", At: "2026-09-28 12:00:00", Tier: ingest.TierUltrafast},
		"fast after it was removed":                            {Model: "claude-opus-4-7", At: "2026-07-24 00:00:00", Tier: ingest.TierFast},
		"fast after the day of which its removal is announced": {Model: "claude-opus-4-8", At: "2026-11-30 00:00:00", Tier: ingest.TierFast},
		"flex where the vendor lists none":                     {Model: "gpt-6.2-sol", At: "2026-11-20 12:00:00", Tier: ingest.TierFlex},
	} {
		if micro, known, source := newTable(t).Price(u); known {
			t.Errorf("%s: %d from %s", name, micro, source)
		}
	}
}
