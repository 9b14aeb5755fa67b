package usage

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// Report returns what the requests that match a query add up to. It returns CodeInvalid for a time or a filter that cannot be read.
func (s *Service) Report(ctx context.Context, q Query) (Report, error) {
	chosen, err := s.choose(ctx, q)
	if err != nil {
		return Report{}, err
	}
	r := Report{Timestamp: s.now(), Range: chosen.within, Understood: chosen.filter.understood, Ignored: chosen.filter.ignored}
	if before, ok := chosen.within.Before(); ok {
		parts, err := s.partsOf(ctx, before, chosen.filter, false)
		if err != nil {
			return r, err
		}
		r.Before = Before{before, sumOf(parts)}
	}
	r.Total = sumOf(chosen.parts)
	r.Cache = s.cache(chosen.parts)
	r.Unpriced = unpriced(chosen.parts)
	r.divide(chosen.parts, q)
	if r.Sessions, r.OtherSessions, err = s.dearest(ctx, chosen.parts); err != nil {
		return r, err
	}
	if err := s.nameGroups(ctx, r.Groups, q.Stack); err != nil {
		return r, err
	}
	for _, part := range chosen.parts {
		if part.Pruned {
			r.Pruned = r.Pruned.Plus(part.Spent)
		}
	}
	r.Provenance, err = s.requests.Provenance(ctx, chosen.requests())
	return r, err
}

// chosen are the parts that match a query.
type chosen struct {
	within timerange.Range
	filter filter
	parts  []model.CostPart
}

func (s *Service) choose(ctx context.Context, q Query) (chosen, error) {
	if q.From == "" && q.To == "" {
		q.From = defaultRange
	}
	within, err := timerange.Between(q.From, q.To, s.now(), q.Zone)
	if err != nil {
		return chosen{}, invalid("from", err)
	}
	read, err := s.filters.Parse(q.Filter, s.now(), q.Zone)
	if err != nil {
		return chosen{}, invalid("filter", err)
	}
	c := chosen{within: within, filter: newFilter(read)}
	c.parts, err = s.partsOf(ctx, within, c.filter, q.Stack == model.CostByProject)
	return c, err
}

// invalid returns an error that names a parameter as the cause.
func invalid(parameter string, cause error) error {
	what := "The time range"
	var inFilter *filtertext.Error
	if errors.As(cause, &inFilter) {
		what = "The filter"
	}
	return apperr.Invalid(what+" cannot be read: "+cause.Error()+".", apperr.Field{
		Location: []string{"query", parameter}, Message: cause.Error(), Type: "value_error." + parameter,
	})
}

// partsOf returns the parts of a range that match a filter, with their projects where these are wanted.
func (s *Service) partsOf(ctx context.Context, within timerange.Range, f filter, projects bool) ([]model.CostPart, error) {
	usage, err := s.spending.Within(ctx, boundsOf(within))
	if err != nil {
		return nil, err
	}
	parts, err := usage.Parts(ctx, projects || f.asksForOrigins())
	return slices.DeleteFunc(parts, func(part model.CostPart) bool { return !f.matches(&part) }), err
}

// boundsOf returns the bounds of a range: those of stored times are inclusive, and times are stored in millionths of a second.
func boundsOf(within timerange.Range) model.Bounds {
	var bounds model.Bounds
	if !within.From.IsZero() {
		bounds.Since = model.NewInstant(within.From)
	}
	if !within.To.IsZero() {
		bounds.Until = model.NewInstant(within.To.Add(-time.Microsecond))
	}
	return bounds
}

// requests returns the filter of the stored requests that the parts are made of.
func (c chosen) requests() model.RequestFilter {
	bounds := boundsOf(c.within)
	f := model.RequestFilter{Since: bounds.Since, Until: bounds.Until}
	if c.filter.isEmpty() {
		return f
	}
	seen := map[model.RequestOrigin]bool{}
	sessions := map[string]bool{}
	f.Origins = []model.RequestOrigin{}
	for _, part := range c.parts {
		origin := model.RequestOrigin{Session: part.Session, Agent: part.Agent, Model: part.Model}
		if part.Pruned || part.Spent.Requests == 0 || seen[origin] {
			continue
		}
		seen[origin], sessions[part.Session] = true, true
		f.Origins = append(f.Origins, origin)
	}
	if len(sessions) == 1 {
		f.SessionID = f.Origins[0].Session // an index serves it
	}
	return f
}

func sumOf(parts []model.CostPart) model.Spent {
	var sum model.Spent
	for i := range parts {
		sum = sum.Plus(parts[i].Spent)
	}
	return sum
}

// unpriced returns the models without a known price: their requests, and the tokens of all requests to them that have none.
func unpriced(parts []model.CostPart) []model.Spent {
	sums := map[string]model.Spent{}
	for i := range parts {
		if part := &parts[i]; part.Spent.Unpriced > 0 {
			sum := model.Spent{Requests: part.Spent.Unpriced, Unpriced: part.Spent.Unpriced}
			if part.Spent.Unpriced == part.Spent.Requests {
				sum.Total = part.Spent.Total
			}
			sums[part.Model] = sums[part.Model].Plus(sum)
		}
	}
	list := make([]model.Spent, 0, len(sums))
	for name, sum := range sums {
		sum.Group = model.NonEmpty(strings.ToValidUTF8(name, "\uFFFD"))
		list = append(list, sum)
	}
	slices.SortFunc(list, mostRequests)
	return list
}
