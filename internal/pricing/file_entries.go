package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
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
		e := entry{from: p.ValidFrom, to: p.ValidTo}
		for _, bound := range []string{p.ValidFrom, p.ValidTo} {
			if bound != "" && !day.MatchString(bound) {
				return nil, fmt.Errorf("%s: %q is not a date such as 2026-01-31", m.Model, bound)
			}
		}
		if len(all) > 0 && (all[len(all)-1].to == "" || e.from < all[len(all)-1].to) {
			return nil, fmt.Errorf("%s: the prices from %s on overlap those before", m.Model, e.from)
		}
		var err error
		if e.rates, err = p.rates(m.Model); err != nil {
			return nil, err
		}
		if p.Above != nil {
			rates, err := p.Above.rates(m.Model)
			if err != nil {
				return nil, err
			}
			e.long, e.longAbove = &rates, p.Above.Tokens
		}
		if p.Fast != nil {
			rates, err := p.Fast.rates(m.Model)
			if err != nil {
				return nil, err
			}
			e.fast = &rates
		}
		all = append(all, e)
	}
	return all, nil
}

// rates completes prices. Where a model of Anthropic has no price of the cache, it is that vendor's usual share of the price of input; for
// other models the cache costs as much as input.
func (f fileRates) rates(name string) (Rates, error) {
	if f.Input == nil || f.Output == nil {
		return Rates{}, fmt.Errorf("%s: input and output need a price", name)
	}
	r := Rates{Input: int64(*f.Input), Output: int64(*f.Output)}
	r.CacheRead, r.CacheWrite5m, r.CacheWrite1h = r.Input, r.Input, r.Input
	if strings.Contains(strings.ToLower(name), "claude") {
		r.CacheRead, r.CacheWrite5m, r.CacheWrite1h = r.Input/10, r.Input*5/4, r.Input*2
	} else if f.CacheWrite5m != nil {
		r.CacheWrite1h = int64(*f.CacheWrite5m)
	}
	for _, given := range []struct {
		price *dollars
		to    *int64
	}{{f.CacheRead, &r.CacheRead}, {f.CacheWrite5m, &r.CacheWrite5m}, {f.CacheWrite1h, &r.CacheWrite1h}} {
		if given.price != nil {
			*given.to = int64(*given.price)
		}
	}
	return r, nil
}

// dollars is an amount in a file, in millionths of a dollar.
type dollars int64

// maxPrice is the highest price of a million tokens that is accepted, in dollars.
const maxPrice = 1_000_000

// UnmarshalJSON reads a decimal number exactly.
func (d *dollars) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(data, &number); err != nil || data[0] == '"' || len(data) > 24 || bytes.ContainsAny(data, "eE") {
		return fmt.Errorf("%s is not a price", data)
	}
	amount, ok := new(big.Rat).SetString(number.String())
	if !ok || amount.Sign() < 0 || amount.Cmp(big.NewRat(maxPrice, 1)) > 0 {
		return fmt.Errorf("%s is not a price: it must be between 0 and %d dollars for a million tokens", data, maxPrice)
	}
	amount.Mul(amount, big.NewRat(million, 1))
	if !amount.IsInt() {
		return fmt.Errorf("%s has more than six decimals", data)
	}
	*d = dollars(amount.Num().Int64())
	return nil
}
