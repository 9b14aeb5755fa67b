package usage

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// RequestList is a page of the requests behind a sum.
type RequestList struct {
	request.Page
	// Range is the time range, without bounds where the query has none. Sum is what all requests that match add up to, and Pruned what is in it of
	// requests that were pruned and cannot be listed.
	Range       timerange.Range
	Sum, Pruned model.Spent
	Understood  []filtertext.Term
	Ignored     []string
}

// List returns a page of the stored requests that match a query, newest first, and what all that match add up to.
func (s *Service) List(ctx context.Context, q Query, page model.Page) (RequestList, error) {
	c, err := s.choose(ctx, q)
	if err != nil {
		return RequestList{}, err
	}
	list := RequestList{Range: c.within, Sum: sumOf(c.parts), Understood: c.filter.understood, Ignored: c.filter.ignored}
	for _, part := range c.parts {
		if part.Pruned {
			list.Pruned = list.Pruned.Plus(part.Spent)
		}
	}
	list.Page, err = s.list.List(ctx, c.requests(), page)
	return list, err
}
