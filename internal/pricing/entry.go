package pricing

import (
	"math/big"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// entry is the price of a model during a time.
type entry struct {
	// from is the first day, to the day after the last; "" for no bound.
	from, to string
	// usual are the prices of the usual tier, and tiers those of the others that have a price.
	usual service
	tiers map[string]service
	// regions are the factors of regions that cost more, in millionths.
	regions map[string]int64
	// searches is the price of a thousand searches in millionths of a dollar, nil if it is not known.
	searches *int64
}

// service are the prices of a tier.
type service struct {
	rates Rates
	// long are the prices of a whole request whose prompt has more than longAbove tokens, nil if these cost what others do.
	long      *Rates
	longAbove int64
	// factor multiplies all prices, in millionths.
	factor int64
}

// isValid reports whether the entry is valid on a day.
func (e entry) isValid(day string) bool {
	return (e.from == "" || e.from <= day) && (e.to == "" || day < e.to)
}

// tier returns the prices of a tier, false if they are not known. Priority is another name of the fast tier where it has no price of its own.
func (e entry) tier(name string) (service, bool) {
	if name == "" {
		return e.usual, true
	}
	if s, ok := e.tiers[name]; ok {
		return s, true
	}
	if name == ingest.TierPriority {
		s, ok := e.tiers[ingest.TierFast]
		return s, ok
	}
	return service{}, false
}

// region returns the factor of a region. One that is not listed costs what others do.
func (e entry) region(name string) int64 {
	if factor, ok := e.regions[name]; ok {
		return factor
	}
	return million
}

// price returns what a request costs, false if that is not known.
func (e entry) price(u ingest.Usage) (int64, bool) {
	s, ok := e.tier(u.Tier)
	if !ok || u.WebSearches > 0 && e.searches == nil {
		return 0, false
	}
	t := tokens{
		input: u.Input, output: model.AddSaturating(max(0, u.Output), max(0, u.Thoughts)), // thoughts are billed as output
		cacheRead: u.CacheRead, cacheWriteShort: u.CacheWrite5m, cacheWriteLong: u.CacheWrite1h,
	}
	b := bill{rates: s.ratesFor(t), tokens: t, factors: [2]int64{s.factor, e.region(u.InferenceGeo)}}
	if u.WebSearches > 0 {
		b.searches, b.searchPrice = u.WebSearches, *e.searches
	}
	return b.total()
}

// ratesFor returns the prices that hold for the prompt of a request.
func (s service) ratesFor(t tokens) Rates {
	if s.long != nil && t.prompt().Cmp(big.NewInt(s.longAbove)) > 0 {
		return *s.long
	}
	return s.rates
}

// entries are the prices of one model, oldest first.
type entries []entry

// at returns the prices at an instant, false where there are none on its day. A request without a time has the prices of today, the day on
// which the list was checked.
func (es entries) at(instant model.Instant, today string) (entry, bool) {
	if _, ok := instant.Time(); ok {
		today = instant.Day()
	} else if today == "" && len(es) > 0 {
		return es[len(es)-1], true
	}
	for _, e := range es {
		if e.isValid(today) {
			return e, true
		}
	}
	return entry{}, false
}
