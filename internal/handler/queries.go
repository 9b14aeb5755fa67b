package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/queries"
)

// Queries handles the reactive queries over HTTP.
type Queries struct{ queries *queries.Service }

// NewQueries returns the handlers.
func NewQueries(service *queries.Service) *Queries { return &Queries{queries: service} }

// ListQueries describes all queries.
func (h *Queries) ListQueries(ctx context.Context, _ api.ListQueriesRequestObject) (api.ListQueriesResponseObject, error) {
	infos := h.queries.List()
	total := int64(len(infos))
	return api.ListQueries200JSONResponse{
		Body:    api.QueryList{Queries: convert(infos, toAPIQueryInfo), Count: total},
		Headers: api.ListQueries200ResponseHeaders{XTotalCount: total, Link: wholeList(ctx)},
	}, nil
}

func toAPIQueryInfo(info queries.Info) api.QueryInfo {
	query := api.QueryInfo{QueryID: info.ID, Name: info.Name, Description: info.Description, Subscribers: int64(info.Followers)}
	if info.LastRun != nil {
		at := model.ISO(*info.LastRun)
		query.LastExecution = &at
	}
	return query
}

// GetQuery runs a query and returns its rows.
func (h *Queries) GetQuery(ctx context.Context, request api.GetQueryRequestObject) (api.GetQueryResponseObject, error) {
	result, err := h.queries.Run(ctx, request.QueryID)
	if err != nil {
		return nil, err
	}
	return api.GetQuery200JSONResponse{
		QueryID: result.QueryID, Timestamp: model.ISO(result.At), Rows: convert(result.Rows, func(row model.Row) map[string]any { return row }),
		RowCount: int64(len(result.Rows)), ExecutionTimeMs: milliseconds(result.Took),
	}, nil
}

// InvalidateQuery runs a query again and publishes the result to its subscribers.
func (h *Queries) InvalidateQuery(ctx context.Context, request api.InvalidateQueryRequestObject) (api.InvalidateQueryResponseObject, error) {
	if err := h.queries.Invalidate(ctx, request.QueryID); err != nil {
		return nil, err
	}
	return api.InvalidateQuery200JSONResponse{
		Status: api.QueryInvalidatedStatusSuccess, Message: "Query " + request.QueryID + " was run again.",
	}, nil
}
