package ingest

import (
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// Prepared is a list of observations in the form in which they are stored: normalised, and without secrets.
type Prepared struct {
	// Observations are those that can be stored.
	Observations []Observation
	// results has a place for each observation of the caller, with the reason where it cannot be stored; positions are the places of
	// Observations in it.
	results   []Result
	positions []int
}

// Prepare prepares observations, which takes about as long as reading them. A caller with much to store prepares the next observations while
// the former ones are being stored.
func (w *Writer) Prepare(observations []Observation) *Prepared {
	p := &Prepared{
		Observations: make([]Observation, 0, len(observations)), results: make([]Result, len(observations)), positions: make([]int, 0, len(observations)),
	}
	now := w.options.Now()
	for i, o := range observations {
		copied, result, ok := normalise(o, now)
		if !ok {
			p.results[i] = result
			continue
		}
		w.options.Content.Reduce(&copied)
		if w.options.Redact != nil {
			w.options.Redact(&copied)
		}
		w.seal(&copied)
		p.Observations, p.positions = append(p.Observations, copied), append(p.positions, i)
	}
	return p
}

// seal brings the parts of messages into the form in which they are stored.
func (w *Writer) seal(o *Observation) {
	m := o.Message
	if o.Event != nil {
		m = o.Event.Message
	}
	if m == nil {
		return
	}
	for i := range m.Parts {
		p := &m.Parts[i]
		p.Seal()
		if w.options.Pack == nil {
			continue
		}
		if p.Packed = w.options.Pack.Pack(p.Text); p.Packed != nil {
			if p.Type.Use() != model.TextUnused {
				p.Searched = words.Searched(p.Text, p.Type == model.PartCall)
			}
			p.Text = ""
		}
	}
}

// withResults returns the results of all observations of the caller; stored are those of the Observations.
func (p *Prepared) withResults(stored []Result) []Result {
	for i, position := range p.positions {
		p.results[position] = stored[i]
	}
	return p.results
}
