package pricing

import (
	_ "embed" // for the table of list prices
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
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
	date       string
	prices     map[string]entries
	overriding map[string]entries
	found      cache
}

// New returns the table of list prices.
func New() (*Table, error) {
	list, err := parse("prices.json", listPrices)
	if err != nil {
		return nil, fmt.Errorf("read the list prices: %w", err)
	}
	return &Table{date: list.date, prices: list.models}, nil
}

// Override makes the prices in a file win over the list prices. The file has the form of the table of list prices; name is its name, with
// which errors begin.
func (t *Table) Override(name string, data []byte) error {
	own, err := parse(name, data)
	if err != nil {
		return err
	}
	t.overriding = own.models
	t.found.clear()
	return nil
}

// Date returns the day on which the list prices were checked.
func (t *Table) Date() string { return t.date }

// Price returns what a request cost in millionths of a dollar, whether that is known, and the source of the price: the source of the usage
// that states it ("otlp", "transcript"), "override", or "computed:" and the date of the table.
func (t *Table) Price(u ingest.Usage) (micro int64, known bool, source string) {
	if u.StatedMicroUSD != nil && *u.StatedMicroUSD >= 0 {
		return *u.StatedMicroUSD, true, u.Source
	}
	if agent.IsLocalModel(u.Model) { // no model was asked
		return 0, true, sourceComputed + t.date
	}
	found := t.found.get(u.Model, t.lookUp)
	if found.prices == nil {
		return 0, false, ""
	}
	if micro, known = found.prices.price(u); !known {
		return 0, false, ""
	}
	return micro, true, found.source
}

// lookUp returns the prices of a model and their source.
func (t *Table) lookUp(model string) modelEntries {
	if prices, ok := find(t.overriding, model); ok {
		return modelEntries{prices, sourceOverride}
	}
	prices, _ := find(t.prices, model)
	return modelEntries{prices, sourceComputed + t.date}
}

// price returns what a request cost at its time.
func (es entries) price(u ingest.Usage) (int64, bool) {
	e, ok := es.at(u.At)
	if !ok {
		return 0, false
	}
	t := tokens{
		input: u.Input, output: model.AddSaturating(max(0, u.Output), max(0, u.Thoughts)), // thoughts are billed as output
		cacheRead: u.CacheRead, cacheWrite5m: u.CacheWrite5m, cacheWrite1h: u.CacheWrite1h,
	}
	rates, ok := e.ratesFor(t, u.Tier != "")
	if !ok {
		return 0, false
	}
	return rates.cost(t)
}

// find returns the prices of a model by the most exact of its names.
func find(prices map[string]entries, reported string) (entries, bool) {
	for _, name := range names(reported) {
		if found, ok := prices[name]; ok {
			return found, true
		}
	}
	return nil, false
}
