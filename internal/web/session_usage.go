package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// How many rows the tables of a session have.
const (
	childLimit    = 50
	subagentLimit = 50
)

// sessionUsageView is what a session used, and who worked in it.
type sessionUsageView struct {
	Usage, ByAgent []model.NamedUsage
	Subagents      []*spawner.Subagent
	Children       []model.Session
	// MoreModels, MoreByAgent, MoreSubagents and MoreChildren count those that are not shown.
	MoreModels, MoreByAgent, MoreSubagents, MoreChildren int
}

// usage adds what the session used.
func (h *Sessions) usage(ctx context.Context, page *sessionView) error {
	v := &sessionUsageView{}
	page.Usage, page.Path = v, viewPath(page.Session.SessionID, viewUsage)
	v.Usage, v.MoreModels = limitTo(badgeLimit, page.Session.ByModel)
	v.ByAgent, v.MoreByAgent = limitTo(badgeLimit, page.Session.ByAgent)
	v.Children, v.MoreChildren = limitTo(childLimit, page.Session.Children)
	subagents, err := h.spawners.Subagents(ctx, page.Session.SessionID)
	if err != nil {
		return err
	}
	v.Subagents, v.MoreSubagents = limitTo(subagentLimit, subagents)
	return nil
}
