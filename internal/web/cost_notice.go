package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// CostNotice shows the newest alerts of costs, for the frame around each page.
type CostNotice struct {
	render  *renderer
	budgets *budget.Service
}

// ShowCostNotice shows the alerts of the last hour, of which the browser shows the first that nobody dismissed.
func (h *CostNotice) ShowCostNotice(ctx context.Context, _ api.ShowCostNoticeRequestObject) (api.ShowCostNoticeResponseObject, error) {
	alerts, err := h.budgets.Notices(ctx)
	if err != nil {
		return nil, err
	}
	return h.render.part("cost-notice.html", "content", alerts)
}
