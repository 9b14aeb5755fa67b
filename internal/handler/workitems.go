package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// WorkItems handles the operations for work items.
type WorkItems struct{ items *workitem.Service }

// NewWorkItems returns the handlers.
func NewWorkItems(service *workitem.Service) *WorkItems { return &WorkItems{items: service} }

// ListWorkItems returns work items, newest first.
func (h *WorkItems) ListWorkItems(ctx context.Context, request api.ListWorkItemsRequestObject) (api.ListWorkItemsResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	filter := model.WorkItemFilter{
		Status: deref(p.Status), Type: deref(p.Type), Priority: deref(p.Priority),
		AssignedTo: deref(p.AssignedTo), TrackID: deref(p.TrackID), Query: deref(p.Q),
	}
	result, err := h.items.List(ctx, filter, page)
	if err != nil {
		return nil, err
	}
	return api.ListWorkItems200JSONResponse{
		Body: api.WorkItemList{
			Total: result.Total, Limit: int64(page.Limit), Offset: int64(page.Offset), WorkItems: convert(result.Items, toAPIWorkItem),
		},
		Headers: api.ListWorkItems200ResponseHeaders{XTotalCount: result.Total, Link: links(ctx, page, result.Next)},
	}, nil
}

// GetWorkItem returns one work item with its metadata and children.
func (h *WorkItems) GetWorkItem(ctx context.Context, request api.GetWorkItemRequestObject) (api.GetWorkItemResponseObject, error) {
	item, err := h.items.Get(ctx, request.WorkItemID)
	if err != nil {
		return nil, err
	}
	metadata, _ := model.Object(item.Metadata)
	w := toAPIWorkItem(item)
	return api.GetWorkItem200JSONResponse{
		ID: w.ID, Type: w.Type, Title: w.Title, Description: w.Description, Status: w.Status, Priority: w.Priority,
		AssignedTo: w.AssignedTo, TrackID: w.TrackID, CreatedAt: w.CreatedAt, UpdatedAt: w.UpdatedAt, CompletedAt: w.CompletedAt,
		StepsTotal: w.StepsTotal, StepsCompleted: w.StepsCompleted, ParentFeatureID: w.ParentFeatureID, Tags: w.Tags,
		Contributors: w.Contributors, Metadata: metadata, ChildIds: item.ChildIDs,
	}, nil
}

func toAPIWorkItem(w model.WorkItem) api.WorkItem {
	return api.WorkItem{
		ID: w.ID, Type: w.Type, Title: w.Title, Description: w.Description, Status: w.Status, Priority: w.Priority,
		AssignedTo: w.AssignedTo, TrackID: w.TrackID, CreatedAt: string(w.CreatedAt), UpdatedAt: toAPIInstant(w.UpdatedAt),
		CompletedAt: toAPIInstant(w.CompletedAt), StepsTotal: w.StepsTotal, StepsCompleted: w.StepsCompleted,
		ParentFeatureID: w.ParentFeatureID, Tags: w.Tags,
		Contributors: convert(w.Contributors, func(c model.Contributor) api.Contributor {
			return api.Contributor{AgentID: agentOr(c.AgentID), EventCount: c.Events}
		}),
	}
}
