// Package request owns the list of requests to models, and how what sources report of one request becomes what counts.
package request

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Store reads stored requests.
type Store interface {
	// ModelRequests returns a page of the requests that match filter, newest first. CountModelRequests returns their number.
	ModelRequests(ctx context.Context, filter model.RequestFilter, page model.Page) ([]model.ModelRequest, error)
	CountModelRequests(ctx context.Context, filter model.RequestFilter) (int64, error)
	// ModelRequest returns a request, and false if there is none with the id.
	ModelRequest(ctx context.Context, id string) (model.ModelRequest, bool, error)
	// Reports returns what several sources reported of a request, sorted by their names; none where at most one source did.
	Reports(ctx context.Context, id string) ([]model.RequestReport, error)
	// ReportedSums returns what the requests of each group add up to: as they count, with the source "", and as each source reported them.
	ReportedSums(ctx context.Context, by model.CostGrouping, bounds model.Bounds) ([]model.ReportedSum, error)
	// ReportedOverlaps returns the groups with requests that several sources reported.
	ReportedOverlaps(ctx context.Context, by model.CostGrouping, bounds model.Bounds) ([]model.ReportedOverlap, error)
}

// Service reads requests. It is safe for concurrent use.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service. now is the clock.
func New(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// Page is one page of requests.
type Page struct {
	Requests []model.ModelRequest
	// Total is the number of requests on all pages.
	Total int64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// List returns a page of the requests that match filter, newest first. It reads one more than requested to find out whether there is a next
// page.
func (s *Service) List(ctx context.Context, filter model.RequestFilter, page model.Page) (Page, error) {
	total, err := s.store.CountModelRequests(ctx, filter)
	if err != nil {
		return Page{}, err
	}
	wanted := page.Limit
	page.Limit++
	requests, err := s.store.ModelRequests(ctx, filter, page)
	if err != nil || len(requests) <= wanted {
		return Page{Requests: requests, Total: total}, err
	}
	last := requests[wanted-1]
	return Page{Requests: requests[:wanted], Total: total, Next: &model.Cursor{Key: last.Timestamp.Key(), ID: last.ID}}, nil
}

// Get returns a request with its reports. It returns CodeNotFound for an unknown id.
func (s *Service) Get(ctx context.Context, id string) (Detail, error) {
	request, found, err := s.store.ModelRequest(ctx, id)
	if err != nil {
		return Detail{}, err
	}
	if !found {
		return Detail{}, apperr.NotFound("Request not found")
	}
	reports, err := s.store.Reports(ctx, id)
	if err != nil {
		return Detail{}, err
	}
	if len(reports) == 0 && request.Source != nil {
		reports = []model.RequestReport{onlyReport(request)}
	}
	return newDetail(request, reports), nil
}
