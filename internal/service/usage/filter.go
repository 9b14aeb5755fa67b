package usage

import (
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// filter are conditions on the attributes of requests. Each is about one attribute.
type filter struct {
	terms      []filtertext.Term
	understood []filtertext.Term
	ignored    []string
}

// newFilter returns what a filter means for requests. Words mean nothing here.
func newFilter(read filtertext.Filter) filter {
	f := filter{ignored: slices.Clone(read.Ignored)}
	for _, term := range read.Terms {
		switch term.Key {
		case filtertext.Model, filtertext.Agent, filtertext.Project, filtertext.Session:
			f.terms = append(f.terms, term)
			f.understood = append(f.understood, term)
		default:
			name := string(term.Key)
			if term.Key == filtertext.None {
				name = term.Value
			}
			if !slices.Contains(f.ignored, name) {
				f.ignored = append(f.ignored, name)
			}
		}
	}
	return f
}

func (f filter) isEmpty() bool { return len(f.terms) == 0 }

// asksForOrigins reports whether a condition is about the project or the program of a session.
func (f filter) asksForOrigins() bool {
	return slices.ContainsFunc(f.terms, func(t filtertext.Term) bool { return t.Key == filtertext.Project || t.Key == filtertext.Agent })
}

// matches reports whether the requests of a part match.
func (f filter) matches(part *model.CostPart) bool {
	return !slices.ContainsFunc(f.terms, func(term filtertext.Term) bool { return fits(part, term) == term.Not })
}

func fits(part *model.CostPart, term filtertext.Term) bool {
	switch term.Key {
	case filtertext.Model:
		return term.IsPartOf(part.Model)
	case filtertext.Agent:
		return term.IsPartOf(part.Agent) || term.IsPartOf(part.Program)
	case filtertext.Project:
		return term.IsPartOf(part.Project)
	default:
		return !part.Pruned && term.Begins(part.Session)
	}
}
