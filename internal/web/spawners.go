package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// spawnedLimit is how many events of spawners a page lists.
const spawnedLimit = 100

// Spawners shows what ran outside the agent that asked for it.
type Spawners struct {
	render   *renderer
	spawners *spawner.Service
	sessions *session.Service
}

// spawnersView is what the template of spawners takes.
type spawnersView struct {
	spawner.Activities
	Kinds                          []spawnerKind
	SpawnerType, SessionID, Cursor string
	Sessions                       []model.Session
	// Types are what the filter offers.
	Types []string
}

// spawnerKind is a kind of spawner as it is compared.
type spawnerKind struct{ summary.Spawner }

// Rate is how many of a hundred delegations were completed.
func (k spawnerKind) Rate() float64 { return model.Percent(k.Completed, k.Events, 1) }

// spawned is an event of a spawner as it is listed.
type spawned struct {
	model.EventDetail
	Spawner model.Spawner
}

// Listed returns the events of the page with the spawner of each.
func (v spawnersView) Listed() []spawned {
	list := make([]spawned, len(v.Events))
	for i, event := range v.Events {
		list[i] = spawned{EventDetail: event, Spawner: model.SpawnerOf(event.Event)}
	}
	return list
}

// Filtered reports whether anything is left out of the list.
func (v spawnersView) Filtered() bool { return v.SessionID+v.SpawnerType != "" }

// ShowSpawners compares the kinds of spawners and shows what they did.
func (h *Spawners) ShowSpawners(ctx context.Context, request api.ShowSpawnersRequestObject) (api.ShowSpawnersResponseObject, error) {
	p := request.Params
	v := spawnersView{SpawnerType: text(p.SpawnerType), SessionID: text(p.SessionID), Cursor: text(p.Cursor)}
	after, err := place("cursor", v.Cursor)
	if err != nil {
		return nil, err
	}
	if err := h.compare(ctx, &v); err != nil {
		return nil, err
	}
	if v.Activities, err = h.spawners.Activities(ctx, v.SpawnerType, v.SessionID, model.Page{Limit: spawnedLimit, After: after}); err != nil {
		return nil, err
	}
	if v.Sessions, err = sessionChoices(ctx, h.sessions, v.SessionID); err != nil {
		return nil, err
	}
	return h.render.page("spawners.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabSpawners, Title: "Spawners", Data: v})
}

func (h *Spawners) compare(ctx context.Context, v *spawnersView) error {
	kinds, err := h.spawners.Statistics(ctx, v.SessionID)
	for _, kind := range kinds {
		v.Kinds = append(v.Kinds, spawnerKind{kind})
		v.Types = append(v.Types, kind.Name)
	}
	v.Types = withChoice(v.Types, v.SpawnerType)
	return err
}
