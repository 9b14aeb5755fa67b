package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
)

// Requests handles the operations for requests to models.
type Requests struct{ requests *request.Service }

// NewRequests returns the handlers.
func NewRequests(service *request.Service) *Requests { return &Requests{requests: service} }

// ListRequests returns requests, newest first.
func (h *Requests) ListRequests(ctx context.Context, r api.ListRequestsRequestObject) (api.ListRequestsResponseObject, error) {
	p := r.Params
	page, err := fromAPIPage(p.Limit, nil, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	result, err := h.requests.List(ctx, model.RequestFilter{
		SessionID: deref(p.SessionID), AgentID: deref(p.AgentID), Model: deref(p.Model), Since: fromAPIInstant(p.Since), Until: fromAPIInstant(p.Until),
	}, page)
	if err != nil {
		return nil, err
	}
	return api.ListRequests200JSONResponse{
		Body:    convert(result.Requests, toAPIModelRequest),
		Headers: api.ListRequests200ResponseHeaders{XTotalCount: result.Total, Link: links(ctx, page, result.Next)},
	}, nil
}

// GetRequest returns a request with what each source reported of it.
func (h *Requests) GetRequest(ctx context.Context, r api.GetRequestRequestObject) (api.GetRequestResponseObject, error) {
	detail, err := h.requests.Get(ctx, r.RequestID)
	if err != nil {
		return nil, err
	}
	return api.GetRequest200JSONResponse(toAPIModelRequestDetail(detail)), nil
}

// GetReconciliation compares what sources report of requests.
func (h *Requests) GetReconciliation(ctx context.Context, r api.GetReconciliationRequestObject) (api.GetReconciliationResponseObject, error) {
	by := model.CostByDay
	if r.Params.GroupBy != nil {
		by = model.CostGrouping(*r.Params.GroupBy)
	}
	result, err := h.requests.Reconcile(ctx, by, model.Bounds{Since: fromAPIInstant(r.Params.Since), Until: fromAPIInstant(r.Params.Until)})
	if err != nil {
		return nil, err
	}
	return api.GetReconciliation200JSONResponse{
		Timestamp: model.ISO(result.Timestamp), GroupBy: api.ReconciliationGroupBy(by), Groups: convert(result.Groups, toAPIReconciliationGroup),
	}, nil
}
