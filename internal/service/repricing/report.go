package repricing

import (
	"cmp"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Report is the result of a run, or of a dry run.
type Report struct {
	// Read is the number of requests that were read, and Stated of those whose cost a source stated.
	Read, Stated int64
	Sum
	models map[string]*Sum
}

// Sum is what changed in requests. A cost that is not known counts as nothing in Before and After.
type Sum struct {
	// Changed is the number of requests whose cost changed.
	Changed       int64
	Before, After model.MicroUSD
	// Unpriced is the number of requests that have no cost now, changed or not.
	Unpriced int64
}

// ModelSum is what changed in the requests to a model.
type ModelSum struct {
	Model string
	Sum
}

func newReport() Report { return Report{models: map[string]*Sum{}} }

// Models returns the models with requests whose cost changed or that have none, those with most changes first.
func (r Report) Models() []ModelSum {
	var list []ModelSum
	for name, sum := range r.models {
		list = append(list, ModelSum{name, *sum})
	}
	slices.SortFunc(list, func(a, b ModelSum) int {
		return cmp.Or(cmp.Compare(b.Changed, a.Changed), cmp.Compare(b.Unpriced, a.Unpriced), cmp.Compare(a.Model, b.Model))
	})
	return list
}

// keep counts a request whose cost does not change.
func (r *Report) keep(row *ingest.UsageRow) {
	if row.MicroUSD == nil {
		r.plus(row.Model, Sum{Unpriced: 1})
	}
}

// change counts a request whose cost changed.
func (r *Report) change(row *ingest.UsageRow, before *int64) {
	sum := Sum{Changed: 1}
	if before != nil {
		sum.Before = model.MicroUSD(*before)
	}
	if row.MicroUSD == nil {
		sum.Unpriced = 1
	} else {
		sum.After = model.MicroUSD(*row.MicroUSD)
	}
	r.plus(row.Model, sum)
}

// plus adds a sum to that of a model and to that of all.
func (r *Report) plus(name string, sum Sum) {
	r.Sum = r.Sum.plus(sum)
	of := r.models[name]
	if of == nil {
		of = &Sum{}
		r.models[name] = of
	}
	*of = of.plus(sum)
}

// add adds a further report.
func (r *Report) add(step Report) {
	r.Read += step.Read
	r.Stated += step.Stated
	for name, sum := range step.models {
		r.plus(name, *sum)
	}
}

func (s Sum) plus(other Sum) Sum {
	return Sum{s.Changed + other.Changed, s.Before.Plus(other.Before), s.After.Plus(other.After), s.Unpriced + other.Unpriced}
}
