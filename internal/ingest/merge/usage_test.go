package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestWhichValueOfAUsageWins has two sources report a request, in both orders.
func TestWhichValueOfAUsageWins(t *testing.T) {
	for name, test := range map[string]struct {
		one, other ingest.Usage
		want       func(u ingest.UsageRow) bool
	}{
		"the one with more tokens, as a whole": {
			ingest.Usage{Input: 10, Output: 1}, ingest.Usage{Input: 3, Output: 400}, func(u ingest.UsageRow) bool { return u.Input == 3 && u.Output == 400 },
		},
		"a tier rather than none, whoever has more tokens": {
			ingest.Usage{Input: 10}, ingest.Usage{Input: 1, Tier: ingest.TierBatch}, func(u ingest.UsageRow) bool { return u.Tier == ingest.TierBatch },
		},
		"the dearer of two tiers": {
			ingest.Usage{Tier: ingest.TierFlex}, ingest.Usage{Tier: ingest.TierPriority}, func(u ingest.UsageRow) bool { return u.Tier == ingest.TierPriority },
		},
		"a region and searches that only one knows, whoever has more tokens": {
			ingest.Usage{Input: 10}, ingest.Usage{Input: 1, InferenceGeo: "us", WebSearches: 3},
			func(u ingest.UsageRow) bool { return u.InferenceGeo == "us" && u.WebSearches == 3 && u.Input == 10 },
		},
		"more searches": {ingest.Usage{WebSearches: 3}, ingest.Usage{WebSearches: 2}, func(u ingest.UsageRow) bool { return u.WebSearches == 3 }},
		"more output, of equal sums": {
			ingest.Usage{Input: 10}, ingest.Usage{Output: 10}, func(u ingest.UsageRow) bool { return u.Output == 10 && u.Input == 0 },
		},
		"the earlier time": {ingest.Usage{At: at(2)}, ingest.Usage{At: at(1)}, func(u ingest.UsageRow) bool { return u.At == at(1) }},
		"what only one knows": {
			ingest.Usage{Model: "known", EventID: "e"}, ingest.Usage{AgentID: "Explore", Subagent: "a", SubagentType: "Explore", ToolName: "Grep"},
			func(u ingest.UsageRow) bool {
				return u.Model == "known" && u.EventID == "e" && u.BelongsTo == "e" && u.AgentID == "Explore" && u.Subagent == "a" && u.ToolName == "Grep"
			},
		},
		"a subagent rather than its program": {
			ingest.Usage{AgentID: "claude-code"}, ingest.Usage{AgentID: "Explore"}, func(u ingest.UsageRow) bool { return u.AgentID == "Explore" },
		},
		"the price of the tokens": {
			ingest.Usage{Model: "known", Input: 10}, ingest.Usage{Model: "known", Input: 4}, func(u ingest.UsageRow) bool { return *u.MicroUSD == 30 && u.CostSource == "list" },
		},
		"a stated cost rather than a price": {
			ingest.Usage{Model: "known", Input: 10}, ingest.Usage{StatedMicroUSD: pointer(int64(55))},
			func(u ingest.UsageRow) bool { return *u.MicroUSD == 55 && u.CostSource == ingest.CostStated },
		},
		"the larger of two stated costs": {
			ingest.Usage{StatedMicroUSD: pointer(int64(50))}, ingest.Usage{StatedMicroUSD: pointer(int64(55))}, func(u ingest.UsageRow) bool { return *u.MicroUSD == 55 },
		},
		"no cost for a model without a price": {
			ingest.Usage{Model: "strange", Input: 10}, ingest.Usage{}, func(u ingest.UsageRow) bool { return u.MicroUSD == nil && u.CostSource == "" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.one.ID, test.other.ID = "u", "u"
			inEveryOrder(t, []ingest.Observation{used(test.one), used(test.other)}, func(t *testing.T, s *store) {
				if u := s.usages["u"]; !test.want(u) {
					t.Errorf("got %+v", u)
				}
			})
		})
	}
}

// TestWhatChangesAPriceIsKeptWhoeverReportsIt has a request as an early line of a transcript, its last line and telemetry report it: none of
// them knows all.
func TestWhatChangesAPriceIsKeptWhoeverReportsIt(t *testing.T) {
	reports := []ingest.Observation{
		used(ingest.Usage{ID: "u", Model: "known", Input: 10, Output: 1, InferenceGeo: "us", Source: "transcript"}),
		used(ingest.Usage{ID: "u", Model: "known", Input: 10, Output: 40, InferenceGeo: "us", Tier: ingest.TierFast, WebSearches: 2, Source: "transcript"}),
		used(ingest.Usage{ID: "u", Model: "known", Input: 10, Output: 41, Tier: ingest.TierFast, Source: "otlp"}),
	}
	inEveryOrder(t, reports, func(t *testing.T, s *store) {
		if u := s.usages["u"]; u.Output != 41 || u.Tier != ingest.TierFast || u.InferenceGeo != "us" || u.WebSearches != 2 {
			t.Errorf("got %+v", u)
		}
	})
}

// TestTheTokensOfAnEventAreThoseOfItsRequests reports each case in every order.
func TestTheTokensOfAnEventAreThoseOfItsRequests(t *testing.T) {
	e := func(o ingest.Event) ingest.Observation {
		o.ID = "e"
		return reported(o)
	}
	for name, test := range map[string]struct {
		reports []ingest.Observation
		tokens  int64
		model   string
	}{
		"the sum of two": {
			[]ingest.Observation{e(ingest.Event{}), used(ingest.Usage{ID: "u", EventID: "e", Model: "m", Input: 3}), used(ingest.Usage{ID: "v", EventID: "e", Model: "m", Output: 4})}, 7, "m",
		},
		"each request once": {
			[]ingest.Observation{e(ingest.Event{}), used(ingest.Usage{ID: "u", EventID: "e", Input: 3}), used(ingest.Usage{ID: "u", EventID: "e", Input: 9})}, 9, "",
		},
		"the model with the most tokens": {
			[]ingest.Observation{e(ingest.Event{}), used(ingest.Usage{ID: "u", EventID: "e", Model: "a", Input: 3}), used(ingest.Usage{ID: "v", EventID: "e", Model: "b", Input: 4})}, 7, "b",
		},
		"the model of the requests, which a source states too": {
			[]ingest.Observation{e(ingest.Event{Model: "a"}), used(ingest.Usage{ID: "u", EventID: "e", Model: "a", Input: 3})}, 3, "a",
		},
		"not what a source states, where there are requests": {
			[]ingest.Observation{e(ingest.Event{CostTokens: pointer(int64(1000))}), used(ingest.Usage{ID: "u", EventID: "e", Input: 3})}, 3, "",
		},
		"what a source states, where there are none": {[]ingest.Observation{e(ingest.Event{CostTokens: pointer(int64(1000))})}, 1000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for order := range permutations(test.reports) {
				for _, isOneBatch := range []bool{false, true} {
					s := newStore()
					if isOneBatch {
						s.apply(t, order...)
					} else {
						s.applyEach(t, order...)
					}
					if got := s.events["e"]; *got.CostTokens != test.tokens || got.Model != test.model {
						t.Fatalf("in the order %s: %d tokens of %q", describe(order), *got.CostTokens, got.Model)
					}
				}
			}
		})
	}
}

// TestARequestThatMovesTakesItsTokensWithIt: it belongs to the prompt until the delegation of its subagent is known.
func TestARequestThatMovesTakesItsTokensWithIt(t *testing.T) {
	s := newStore()
	s.apply(t, promptIn("s", "prompt", 0), used(ingest.Usage{ID: "u", EventID: "prompt", Subagent: "a", Model: "m", Input: 7, At: at(1)}))
	if e := s.events["prompt"]; *e.CostTokens != 7 || e.Model != "m" {
		t.Errorf("the prompt has %d tokens of %q", *e.CostTokens, e.Model)
	}
	s.apply(t, delegationOf("d", "a", 2))
	if e := s.events["prompt"]; *e.CostTokens != 0 || e.Model != "" {
		t.Errorf("the prompt keeps %d tokens of %q", *e.CostTokens, e.Model)
	}
	if e := s.events["d"]; *e.CostTokens != 7 || e.Model != "m" {
		t.Errorf("the delegation has %d tokens of %q", *e.CostTokens, e.Model)
	}
}

// TestASourceThatKnowsWhatWasWrittenToTheCacheSaysMore: telemetry of some versions of Codex counts these tokens as input, like all others.
func TestASourceThatKnowsWhatWasWrittenToTheCacheSaysMore(t *testing.T) {
	report := func(id, source string, u ingest.Usage) ingest.Observation {
		u.ID, u.At, u.Fingerprint = id, at(1), ingest.UsageFingerprint(source, "s", u)
		return used(u)
	}
	reports := []ingest.Observation{
		report("u", ingest.SourceTranscript, ingest.Usage{Input: 132, CacheRead: 1136, CacheWrite5m: 14000, Output: 100}),
		report("v", ingest.SourceTelemetry, ingest.Usage{Input: 14132, CacheRead: 1136, Output: 100}),
	}
	inEveryOrder(t, reports, func(t *testing.T, s *store) {
		if len(s.usages) != 1 {
			t.Fatalf("there are %d requests", len(s.usages))
		}
		for _, u := range s.usages {
			if u.Input != 132 || u.CacheWrite5m != 14000 {
				t.Errorf("got %+v", u)
			}
		}
	})
}

func TestUsagesAreOrderedByTheirTokens(t *testing.T) {
	ordered := []ingest.Usage{
		{}, {Input: 1}, {Output: 1}, {Input: 2}, {CacheRead: 2}, {CacheWrite5m: 2}, {CacheWrite1h: 2}, {Output: 2}, {Thoughts: 2}, {CacheRead: 3},
	}
	for i := range ordered {
		for j := range ordered {
			if got := compareTokens(&ordered[i], &ordered[j]); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%+v and %+v: %d", ordered[i], ordered[j], got)
			}
		}
	}
}

func TestAUsageAloneMakesItsSession(t *testing.T) {
	s := newStore()
	s.apply(t, used(ingest.Usage{ID: "u", AgentID: "codex", Input: 1, At: at(1)}))
	if got := s.sessions["s"]; got.Agent != "codex" || got.CreatedAt != at(1) || got.Status != model.SessionActive {
		t.Errorf("session %+v", got)
	}
	if got := s.usages["u"]; got.BelongsTo != "" || got.At != at(1) {
		t.Errorf("usage %+v", got)
	}
	if len(s.events) != 0 {
		t.Errorf("events %v", s.events)
	}
}
