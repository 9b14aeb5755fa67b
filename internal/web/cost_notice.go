package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// CostNotice shows the newest alert of costs, for the frame around each page.
type CostNotice struct {
	render  *renderer
	budgets *budget.Service
}

// ShowCostNotice shows the newest alert, or nothing where there is none of the last hour.
func (h *CostNotice) ShowCostNotice(ctx context.Context, _ api.ShowCostNoticeRequestObject) (api.ShowCostNoticeResponseObject, error) {
	alert, err := h.budgets.Notice(ctx)
	if err != nil {
		return nil, err
	}
	return h.render.part("cost-notice.html", "content", alert)
}
