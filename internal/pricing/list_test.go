package pricing

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// instantOn is noon of a day.
func instantOn(day string) model.Instant { return model.Instant(day + "T12:00:00.000000") }

// listFile returns prices.json as it is written.
func listFile(t *testing.T) (date string, models []modelPrices) {
	t.Helper()
	var file struct {
		Date   string        `json:"date"`
		Models []modelPrices `json:"models"`
	}
	if err := json.Unmarshal(listPrices, &file); err != nil {
		t.Fatal(err)
	}
	return file.Date, file.Models
}

// TestEachListPriceHasASourceAndNoGaps: from the first day on which a model was sold to the last, every day has exactly one price. The parser
// refuses prices that overlap.
func TestEachListPriceHasASourceAndNoGaps(t *testing.T) {
	date, models := listFile(t)
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		t.Error(err)
	}
	for _, m := range models {
		if checked, err := time.Parse(time.DateOnly, m.Checked); err != nil || m.Checked > date || m.Source == "" {
			t.Errorf("%s: checked %v, %v, source %q", m.Model, checked, err, m.Source)
		}
		for i, p := range m.Prices {
			if i > 0 && p.ValidFrom != m.Prices[i-1].ValidTo {
				t.Errorf("%s has no price from %s to %s", m.Model, m.Prices[i-1].ValidTo, p.ValidFrom)
			}
			if last := i == len(m.Prices)-1; last != (p.ValidTo == "") {
				t.Errorf("%s: the prices from %s end on %q", m.Model, p.ValidFrom, p.ValidTo)
			}
		}
	}
}

// TestListPricesAreInProportion finds slips of the pen: within a model, each kind of token has its place between the others.
func TestListPricesAreInProportion(t *testing.T) {
	for name, all := range newTable(t).listed.models {
		for _, e := range all {
			for _, r := range e.allRates() {
				if r.Input <= 0 || r.Output < 2*r.Input || r.CacheRead > r.Input || r.CacheRead <= 0 || r.CacheWriteShort < r.Input || r.CacheWriteLong < r.CacheWriteShort {
					t.Errorf("%s from %s: %+v", name, e.from, r)
				}
			}
			for tier, s := range e.tiers {
				isDiscount := tier == ingest.TierBatch || tier == ingest.TierFlex
				if isDiscount != (s.factor < million) {
					t.Errorf("%s from %s: the tier %s costs %d millionths", name, e.from, tier, s.factor)
				}
			}
		}
	}
}

// allRates returns the prices for short and long prompts in all tiers.
func (e entry) allRates() []Rates {
	var all []Rates
	services := []service{e.usual}
	for _, s := range e.tiers {
		services = append(services, s)
	}
	for _, s := range services {
		all = append(all, s.rates)
		if s.long != nil {
			all = append(all, *s.long)
		}
	}
	return all
}

// TestAPriceNeverFallsWithMoreTokens adds tokens of each kind to random requests of all models, on all sides of each step.
func TestAPriceNeverFallsWithMoreTokens(t *testing.T) {
	table, random := newTable(t), rand.New(rand.NewPCG(1, 2))
	tiers := append([]string{""}, ingest.Tiers()...)
	names := sortedNames(table)
	for range 4000 {
		all := table.listed.models[names[random.IntN(len(names))]]
		e := all[random.IntN(len(all))]
		u := ingest.Usage{Tier: tiers[random.IntN(len(tiers))], InferenceGeo: []string{"", "us", "eu"}[random.IntN(3)]}
		before := int64(0)
		for range 8 {
			kinds := []*int64{&u.Input, &u.Output, &u.CacheRead, &u.CacheWrite5m, &u.CacheWrite1h, &u.Thoughts}
			*kinds[random.IntN(len(kinds))] += random.Int64N(120_000)
			after, known := e.price(u)
			if !known {
				break // the tier has no price
			}
			if after < before {
				t.Fatalf("%+v costs %d, and %d with fewer tokens", u, after, before)
			}
			before = after
		}
	}
}

// TestTiersAreInTheOrderOfTheirPrices: whoever chooses between two contradicting reports keeps the dearer one.
func TestTiersAreInTheOrderOfTheirPrices(t *testing.T) {
	u := ingest.Usage{Input: 1000, Output: 1000, CacheRead: 1000, CacheWrite5m: 1000, CacheWrite1h: 1000}
	for name, all := range newTable(t).listed.models {
		for _, e := range all {
			before := int64(0)
			for _, tier := range []string{ingest.TierBatch, ingest.TierFlex, "", ingest.TierFast, ingest.TierUltrafast} {
				u.Tier = tier
				if after, known := e.price(u); known {
					if after < before {
						t.Errorf("%s from %s: the tier %q costs %d, and one below it %d", name, e.from, tier, after, before)
					}
					before = after
				}
			}
		}
	}
}

func sortedNames(table *Table) []string {
	names := []string{}
	for name := range table.listed.models {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
