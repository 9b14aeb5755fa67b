package pricing

import (
	"math/big"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// entry is the price of a model during a time.
type entry struct {
	// from is the first day, to the day after the last; "" for no bound.
	from, to string
	rates    Rates
	// long are the prices of a whole request whose prompt has more than longAbove tokens.
	long      *Rates
	longAbove int64
	// fast are the prices of the faster service, nil if its price is not known.
	fast *Rates
}

// isValid reports whether the entry is valid on a day.
func (e entry) isValid(day string) bool {
	return (e.from == "" || e.from <= day) && (e.to == "" || day < e.to)
}

// ratesFor returns the prices of a request, false if they are not known.
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

// at returns the prices at an instant. A request without a time has those of the newest entry.
func (es entries) at(instant model.Instant) (entry, bool) {
	if _, ok := instant.Time(); !ok {
		return es[len(es)-1], true
	}
	day := instant.Day()
	for _, e := range es {
		if e.isValid(day) {
			return e, true
		}
	}
	return entry{}, false
}
