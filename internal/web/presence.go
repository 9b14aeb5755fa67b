package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
)

// Presence shows which agents are active.
type Presence struct {
	render   *renderer
	presence *presence.Service
}

// presenceView is the data of the presence template.
type presenceView struct {
	// Agents are sorted by status (active first), then by last activity (newest first).
	Agents []model.Presence
	// Total is the number of all agents, also of those that are not shown.
	Total  int
	Counts []presenceCount
}

// presenceCount is the number of agents with a status.
type presenceCount struct {
	Status string
	Count  int
}

// ShowPresence shows which agents are active, idle and offline now.
func (h *Presence) ShowPresence(ctx context.Context, request api.ShowPresenceRequestObject) (api.ShowPresenceResponseObject, error) {
	agents, _, err := h.presence.List(ctx)
	if err != nil {
		return nil, err
	}
	p := request.Params
	return h.render.page("presence.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest},
		view{Opened: opened(p.Open, p.OpenItem), Tab: tabPresence, Title: "Presence", Data: newPresenceView(agents)})
}

func newPresenceView(agents []model.Presence) presenceView {
	v := presenceView{Total: len(agents)}
	states := []string{model.PresenceActive, model.PresenceIdle, model.PresenceOffline}
	for _, state := range states {
		count := presenceCount{Status: state}
		for _, agent := range agents {
			if agent.Status == state {
				count.Count++
			}
		}
		v.Counts = append(v.Counts, count)
	}
	slices.SortStableFunc(agents, func(a, b model.Presence) int {
		return cmp.Or(cmp.Compare(slices.Index(states, a.Status), slices.Index(states, b.Status)), b.LastActivity.Compare(a.LastActivity))
	})
	v.Agents = agents[:min(len(agents), maxAgents)]
	return v
}
