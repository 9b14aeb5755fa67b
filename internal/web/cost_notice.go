package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// CostNotice shows the newest cost alerts above every page.
type CostNotice struct {
	render  *renderer
	budgets *budget.Service
}

// ShowCostNotice returns the alerts of the last hour. The browser shows the first one that was not dismissed.
func (h *CostNotice) ShowCostNotice(ctx context.Context, _ api.ShowCostNoticeRequestObject) (api.ShowCostNoticeResponseObject, error) {
	alerts, err := h.budgets.Notices(ctx)
	if err != nil {
		return nil, err
	}
	return h.render.part("cost-notice.html", "content", alerts)
}
