package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// spawnerEventLimit is the number of spawner events on a page.
const spawnerEventLimit = 100

// Spawners shows work that ran in a subagent or in another program.
type Spawners struct {
	render   *renderer
	spawners *spawner.Service
	sessions *session.Service
}

// spawnersView is the data of the spawners' template.
type spawnersView struct {
	spawner.Activities
	Kinds []spawnerKind
	// Delegations is the number of all delegations, also of those without a spawner.
	Delegations                    int64
	SpawnerType, SessionID, Cursor string
	Sessions                       []sessionChoice
	// Types are the values that the filter offers.
	Types []string
}

// spawnerKind is one row of the comparison of spawner types.
type spawnerKind struct{ summary.Spawner }

// Rate returns the percentage of the permitted delegations that were completed.
func (k spawnerKind) Rate() float64 { return k.CompletedRate(1) }

// listedEvent is an event of the list with its spawner.
type listedEvent struct {
	model.EventDetail
	Spawner model.Spawner
}

// Listed returns the events of the page, each with its spawner.
func (v spawnersView) Listed() []listedEvent {
	list := make([]listedEvent, len(v.Events))
	for i, event := range v.Events {
		list[i] = listedEvent{EventDetail: event, Spawner: model.SpawnerFromEvent(event.Event)}
	}
	return list
}

// OfKind returns what the number of delegations is one of.
func (v spawnersView) OfKind() string { return ofKind(v.SessionID) }

// Filtered reports whether the list has any filter.
func (v spawnersView) Filtered() bool { return v.SessionID+v.SpawnerType != "" }

// ShowSpawners compares the types of spawners and lists their events.
func (h *Spawners) ShowSpawners(ctx context.Context, request api.ShowSpawnersRequestObject) (api.ShowSpawnersResponseObject, error) {
	p := request.Params
	v := spawnersView{SpawnerType: text(p.SpawnerType), SessionID: text(p.SessionID), Cursor: text(p.Cursor)}
	after, err := parseCursor("cursor", v.Cursor)
	if err != nil {
		return nil, err
	}
	if err := h.loadStatistics(ctx, &v); err != nil {
		return nil, err
	}
	if v.Activities, err = h.spawners.Activities(ctx, v.SpawnerType, v.SessionID, model.Page{Limit: spawnerEventLimit, After: after}); err != nil {
		return nil, err
	}
	if v.Sessions, err = sessionChoices(ctx, h.sessions); err != nil {
		return nil, err
	}
	return h.render.page("spawners.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Opened: opened(p.Open, p.OpenItem), Tab: tabSpawners, Title: "Spawners", Data: v})
}

func (h *Spawners) loadStatistics(ctx context.Context, v *spawnersView) error {
	kinds, err := h.spawners.Statistics(ctx, v.SessionID)
	for _, kind := range kinds {
		v.Kinds = append(v.Kinds, spawnerKind{kind})
		v.Types = append(v.Types, kind.Name)
	}
	v.Types = withChoice(v.Types, v.SpawnerType)
	if err != nil {
		return err
	}
	v.Delegations, err = h.spawners.Delegations(ctx, v.SessionID)
	return err
}
