package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// itemEvents is the number of newest events shown for a work item.
const itemEvents = 20

// WorkItem shows the details of one work item.
type WorkItem struct {
	render   *renderer
	items    *workitem.Service
	activity *activity.Service
}

// itemView is the data of the work item's template.
type itemView struct {
	workitem.Detail
	Metadata *jsonTree
	Events   []model.Event
}

// EventCount returns the number of events of all contributors.
func (v itemView) EventCount() int64 {
	total := int64(0)
	for _, contributor := range v.Item.Contributors {
		total += contributor.Events
	}
	return total
}

// HasMoreEvents reports whether there are more events than the page shows.
func (v itemView) HasMoreEvents() bool { return v.EventCount() > int64(len(v.Events)) }

// ShowWorkItem shows one work item with all its fields.
func (h *WorkItem) ShowWorkItem(ctx context.Context, request api.ShowWorkItemRequestObject) (api.ShowWorkItemResponseObject, error) {
	p := request.Params
	detail, err := h.items.Detail(ctx, p.WorkItemID)
	if err != nil {
		return nil, err
	}
	v := itemView{Detail: detail, Metadata: parseJSONTree(text(detail.Item.Metadata))}
	if count := v.EventCount(); count > 0 { // the search scans events, so it runs only where it finds some
		limit := int(min(count, itemEvents))
		if v.Events, err = h.activity.Newest(ctx, model.EventFilter{FeatureID: p.WorkItemID}, limit); err != nil {
			return nil, err
		}
	}
	return h.render.page("work-item.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Opened: opened(p.Open, p.OpenItem), Tab: tabWorkItems, Title: "Work item", Data: v})
}
