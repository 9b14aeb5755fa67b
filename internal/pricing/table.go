package pricing

import (
	_ "embed" // for the table of list prices
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed prices.json
var listPrices []byte

// Sources of a price, beside those that a source of usage gives itself by name.
const (
	sourceOverride = "override"
	sourceComputed = "computed:"
)

// synthetic is the model of messages that an agent makes itself; nobody is asked for them.
const synthetic = "<synthetic>"

// Table prices requests. It is safe for concurrent use.
type Table struct {
	date       string
	prices     map[string]entries
	overriding map[string]entries
	asked      memory
}

// New returns the table of list prices.
func New() (*Table, error) {
	list, err := parse("prices.json", listPrices)
	if err != nil {
		return nil, fmt.Errorf("read the list prices: %w", err)
	}
	return &Table{date: list.date, prices: list.models}, nil
}

// Override has the prices in a file, which has the form of the table of list prices, win over those. name is the name of the
// file, which its errors begin with.
func (t *Table) Override(name string, data []byte) error {
	own, err := parse(name, data)
	if err != nil {
		return err
	}
	t.overriding = own.models
	t.asked.forget()
	return nil
}

// Date returns the day as of which the list prices are known.
func (t *Table) Date() string { return t.date }

// Price returns what a request cost in millionths of a dollar, whether that is known, and who says so: the source that states it
// ("otlp", "transcript"), "override", or "computed:" and the date of the table.
func (t *Table) Price(u ingest.Usage) (micro int64, known bool, source string) {
	if u.StatedMicroUSD != nil && *u.StatedMicroUSD >= 0 {
		return *u.StatedMicroUSD, true, u.Source
	}
	if u.Model == synthetic {
		return 0, true, sourceComputed + t.date
	}
	found := t.asked.recall(u.Model, t.lookUp)
	if found.prices == nil {
		return 0, false, ""
	}
	if micro, known = found.prices.price(u); !known {
		return 0, false, ""
	}
	return micro, true, found.source
}

// lookUp returns the prices of a model, none where it is not known, and whose they are.
func (t *Table) lookUp(model string) answer {
	if prices, ok := find(t.overriding, model); ok {
		return answer{prices, sourceOverride}
	}
	prices, _ := find(t.prices, model)
	return answer{prices, sourceComputed + t.date}
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
	rates, ok := e.ratesFor(t, u.Fast)
	if !ok {
		return 0, false
	}
	return rates.cost(t)
}

// find returns the prices of a model by the most exact of its names.
func find(prices map[string]entries, told string) (entries, bool) {
	for _, name := range names(told) {
		if found, ok := prices[name]; ok {
			return found, true
		}
	}
	return nil, false
}
