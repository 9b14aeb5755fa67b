package pricing

import (
	_ "embed" // for the table of list prices
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

//go:embed prices.json
var listPrices []byte

// The sources of a price, in addition to the sources of usage that state one.
const (
	sourceOverride = "override"
	sourceComputed = "computed:"
)

// Table prices requests. It is safe for concurrent use.
type Table struct {
	listed     list
	overriding list
	found      cache
}

// New returns the table of list prices.
func New() (*Table, error) {
	listed, err := parse("prices.json", listPrices)
	if err != nil {
		return nil, fmt.Errorf("read the list prices: %w", err)
	}
	return &Table{listed: listed}, nil
}

// Override makes the prices in a file win over the list prices, on the days for which the file has any. The file has the form of the table of
// list prices; name is its name, with which errors begin.
func (t *Table) Override(name string, data []byte) error {
	own, err := parse(name, data)
	if err != nil {
		return err
	}
	t.overriding = own
	t.found.clear()
	return nil
}

// Date returns the day on which the list prices were checked.
func (t *Table) Date() string { return t.listed.date }

// Knows reports whether a model has a price on any day and for any tier.
func (t *Table) Knows(model string) bool {
	found := t.found.get(model, t.lookUp)
	return len(found.own)+len(found.listed) > 0 || agent.IsLocalModel(model)
}

// Price returns what a request cost in millionths of a dollar, whether that is known, and the source of the price: the source of the usage
// that states it ("otlp", "transcript"), "override", or "computed:" and the date of the table.
func (t *Table) Price(u ingest.Usage) (micro int64, known bool, source string) {
	if u.StatedMicroUSD != nil && *u.StatedMicroUSD >= 0 {
		return *u.StatedMicroUSD, true, u.Source
	}
	if agent.IsLocalModel(u.Model) { // no model was asked
		return 0, true, sourceComputed + t.Date()
	}
	found := t.found.get(u.Model, t.lookUp)
	e, ok := found.own.at(u.At, t.overriding.date)
	source = sourceOverride
	if !ok {
		e, ok = found.listed.at(u.At, t.Date())
		source = sourceComputed + t.Date()
	}
	if !ok {
		return 0, false, ""
	}
	if micro, known = e.price(u); !known {
		return 0, false, ""
	}
	return micro, true, source
}

// lookUp returns the prices of a model.
func (t *Table) lookUp(model string) modelEntries {
	return modelEntries{own: find(t.overriding.models, model), listed: find(t.listed.models, model)}
}

// find returns the prices of a model by the most exact of its names, nil where it has none.
func find(prices map[string]entries, reported string) entries {
	for _, name := range names(reported) {
		if found, ok := prices[name]; ok {
			return found
		}
	}
	return nil
}
