package pricing

import (
	"math/big"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// entry is what a model costs during a time.
type entry struct {
	// from is the first day, to the first day no more; "" for no bound.
	from, to string
	rates    Rates
	// long are the prices of a whole request whose prompt has more than longAbove tokens.
	long      *Rates
	longAbove int64
	// fast are the prices of the faster service, nil if its price is not known.
	fast *Rates
}

// holds reports whether the entry is good for a day.
func (e entry) holds(day string) bool {
	return (e.from == "" || e.from <= day) && (e.to == "" || day < e.to)
}

// ratesFor returns the prices that hold for a request, false if none is known.
func (e entry) ratesFor(t tokens, fast bool) (Rates, bool) {
	switch {
	case fast && e.fast == nil:
		return Rates{}, false
	case fast:
		return *e.fast, true
	case e.long != nil && t.prompt().Cmp(big.NewInt(e.longAbove)) > 0:
		return *e.long, true
	default:
		return e.rates, true
	}
}

// entries are the prices of one model, oldest first.
type entries []entry

// at returns the prices at an instant. What has no time is priced as of the newest entry.
func (es entries) at(instant model.Instant) (entry, bool) {
	if _, ok := instant.Time(); !ok {
		return es[len(es)-1], true
	}
	day := instant.Day()
	for _, e := range es {
		if e.holds(day) {
			return e, true
		}
	}
	return entry{}, false
}
