package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// itemEvents is how many of the newest events of a work item are shown.
const itemEvents = 20

// WorkItem shows one work item.
type WorkItem struct {
	render   *renderer
	items    *workitem.Service
	activity *activity.Service
}

// itemView is what the template of a work item takes.
type itemView struct {
	workitem.Detail
	Metadata *jsonTree
	Events   []model.Event
}

// Worked is how many events all contributors have together.
func (v itemView) Worked() int64 {
	worked := int64(0)
	for _, contributor := range v.Item.Contributors {
		worked += contributor.Events
	}
	return worked
}

// Older reports whether there are more events than those that are shown.
func (v itemView) Older() bool { return v.Worked() > int64(len(v.Events)) }

// ShowWorkItem shows one work item with all its fields.
func (h *WorkItem) ShowWorkItem(ctx context.Context, request api.ShowWorkItemRequestObject) (api.ShowWorkItemResponseObject, error) {
	p := request.Params
	detail, err := h.items.Detail(ctx, p.WorkItemID)
	if err != nil {
		return nil, err
	}
	v := itemView{Detail: detail, Metadata: treeOf(text(detail.Item.Metadata))}
	if worked := v.Worked(); worked > 0 { // a search that ends with the last of them, and is not begun for nothing
		limit := int(min(worked, itemEvents))
		if v.Events, err = h.activity.Newest(ctx, model.EventFilter{FeatureID: p.WorkItemID}, limit); err != nil {
			return nil, err
		}
	}
	return h.render.page("work-item.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabWorkItems, Title: "Work item", Data: v})
}
