package pricing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// entries validates the prices of a model and returns them.
func (m modelPrices) entries() (entries, error) {
	if strings.TrimSpace(m.Model) == "" {
		return nil, errors.New("a model has no name")
	}
	if len(m.Prices) == 0 {
		return nil, fmt.Errorf("%s: no prices", m.Model)
	}
	var all entries
	for _, p := range m.Prices {
		e, err := p.entry(m.Model, m.fileTerms)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Model, err)
		}
		if len(all) > 0 && (all[len(all)-1].to == "" || e.from < all[len(all)-1].to) {
			return nil, fmt.Errorf("%s: the prices from %s on overlap those before", m.Model, e.from)
		}
		all = append(all, e)
	}
	return all, nil
}

// entry validates prices and returns them, with the terms of their model.
func (p filePrice) entry(name string, terms fileTerms) (entry, error) {
	e := entry{from: p.ValidFrom, to: p.ValidTo, tiers: map[string]service{}, regions: map[string]int64{}}
	for _, bound := range []string{p.ValidFrom, p.ValidTo} {
		if _, err := time.Parse(time.DateOnly, bound); bound != "" && err != nil {
			return entry{}, fmt.Errorf("%q is not a date such as 2026-01-31", bound)
		}
	}
	if p.ValidTo != "" && p.ValidTo <= p.ValidFrom {
		return entry{}, fmt.Errorf("the prices from %s end on %s, before their first day", p.ValidFrom, p.ValidTo)
	}
	var err error
	if e.usual, err = p.service(name, p.Above); err != nil {
		return entry{}, err
	}
	if p.Fast != nil {
		if p.Tiers[ingest.TierFast] != nil {
			return entry{}, errors.New("the price of the fast tier is stated twice")
		}
		if err := e.addTier(name, ingest.TierFast, p.Fast); err != nil {
			return entry{}, err
		}
	}
	for _, t := range []fileTerms{p.fileTerms, terms} {
		if err := e.addTerms(name, t); err != nil {
			return entry{}, err
		}
	}
	return e, nil
}

// service returns prices as those of a tier. Without a step, long prompts cost what short ones do.
func (f fileRates) service(name string, above *fileStep) (service, error) {
	rates, err := f.rates(name)
	if err != nil || above == nil {
		return service{rates: rates, factor: million}, err
	}
	if above.Tokens <= 0 {
		return service{}, errors.New("above needs a number of tokens")
	}
	long, err := above.rates(name)
	return service{rates: rates, long: &long, longAbove: above.Tokens, factor: million}, err
}

// addTerms adds the terms that the entry does not have yet.
func (e *entry) addTerms(name string, t fileTerms) error {
	for tier, price := range t.Tiers {
		if _, known := e.tiers[tier]; !known {
			if err := e.addTier(name, tier, price); err != nil {
				return err
			}
		}
	}
	for region, factor := range t.Regions {
		if factor == nil || region == "" || ingest.GeoOf(region) != region {
			return fmt.Errorf("%q is not a region such as \"us\" with a factor", region)
		}
		if _, known := e.regions[region]; !known {
			e.regions[region] = int64(*factor)
		}
	}
	if e.searches == nil {
		e.searches = (*int64)(t.Searches)
	}
	return nil
}

// addTier adds the prices of a tier. Those that are no factor and state no step of their own rise for long prompts as the usual ones do.
func (e *entry) addTier(name, tier string, price *fileTier) error {
	if !slices.Contains(ingest.Tiers(), tier) {
		return fmt.Errorf("%q is not a tier; known are %s", tier, strings.Join(ingest.Tiers(), ", "))
	}
	if price == nil {
		return fmt.Errorf("the tier %s has no price", tier)
	}
	if price.own == nil {
		s := e.usual
		s.factor = int64(price.factor)
		e.tiers[tier] = s
		return nil
	}
	s, err := price.own.service(name, price.own.Above)
	if err != nil {
		return fmt.Errorf("the tier %s: %w", tier, err)
	}
	if s.long == nil && e.usual.long != nil {
		long := s.rates.likewise(e.usual.rates, *e.usual.long)
		s.long, s.longAbove = &long, e.usual.longAbove
	}
	e.tiers[tier] = s
	return nil
}

// rates completes prices. Where a model of Anthropic has no price of the cache, it is that vendor's usual share of the price of input; for
// other models the cache costs as much as input, and as much for a long time as for a short one.
func (f fileRates) rates(name string) (Rates, error) {
	if f.Input == nil || f.Output == nil {
		return Rates{}, errors.New("input and output need a price")
	}
	if f.CacheWrite != nil && f.CacheWrite5m != nil || f.CacheWriteLong != nil && f.CacheWrite1h != nil {
		return Rates{}, errors.New("the price of writing to the cache is stated twice")
	}
	short, long := f.CacheWrite, f.CacheWriteLong
	if f.CacheWrite5m != nil {
		short = f.CacheWrite5m
	}
	if f.CacheWrite1h != nil {
		long = f.CacheWrite1h
	}
	r := Rates{Input: int64(*f.Input), Output: int64(*f.Output)}
	r.CacheRead, r.CacheWriteShort, r.CacheWriteLong = r.Input, r.Input, r.Input
	if strings.Contains(strings.ToLower(name), "claude") {
		r.CacheRead, r.CacheWriteShort, r.CacheWriteLong = r.Input/10, r.Input*5/4, r.Input*2
	} else if short != nil {
		r.CacheWriteLong = int64(*short)
	}
	for _, given := range []struct {
		price *dollars
		to    *int64
	}{{f.CacheRead, &r.CacheRead}, {short, &r.CacheWriteShort}, {long, &r.CacheWriteLong}} {
		if given.price != nil {
			*given.to = int64(*given.price)
		}
	}
	return r, nil
}
