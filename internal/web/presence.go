package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
)

// Presence shows who is present.
type Presence struct {
	render   *renderer
	presence *presence.Service
}

// presenceView is what the template of presence takes.
type presenceView struct {
	// Agents are the active ones first, and the last seen first among these.
	Agents []model.Presence
	Known  int
	Counts []presenceCount
}

// presenceCount is how many agents are in a state.
type presenceCount struct {
	Status string
	Count  int
}

// ShowPresence shows who is active, idle and offline now.
func (h *Presence) ShowPresence(ctx context.Context, request api.ShowPresenceRequestObject) (api.ShowPresenceResponseObject, error) {
	agents, _, err := h.presence.List(ctx)
	if err != nil {
		return nil, err
	}
	p := request.Params
	return h.render.page("presence.html", asker{p.HXRequest, p.HXHistoryRestoreRequest},
		view{Tab: tabPresence, Title: "Presence", Data: presenceViewOf(agents)})
}

func presenceViewOf(agents []model.Presence) presenceView {
	v := presenceView{Known: len(agents)}
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
