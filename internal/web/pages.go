package web

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
	"github.com/htmlgraph/htmlgraph/internal/service/overview"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/service/search"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/usage"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// Options are the services that the pages read, and what stands on every page.
type Options struct {
	Activity      *activity.Service
	Sessions      *session.Service
	SessionList   *sessionlist.Service
	Usage         *usage.Service
	Spawners      *spawner.Service
	Analytics     *analytics.Service
	WorkItems     *workitem.Service
	Orchestration *orchestration.Service
	Presence      *presence.Service
	Budgets       *budget.Service
	Overview      *overview.Service
	Conversations *conversation.Service
	Search        *search.Service
	// MessageDocument returns a message as the API does, for files of one message a line.
	MessageDocument func(model.Message) any
	// Version is the version of the program, shown in the footer.
	Version string
	// AssetVersion is part of the path of every asset. The default is a digest of all assets.
	AssetVersion string
	Now          func() time.Time
}

// Pages answers the operations of the dashboard. It is safe for concurrent use.
type Pages struct {
	*Now
	*Activity
	*Event
	*Orchestration
	*Spawners
	*WorkItems
	*WorkItem
	*Agents
	*Presence
	*Metrics
	*CostNotice
	*Sessions
	*Search
	*Usage
	*Messages
	*Files
	*Assets
}

// New parses all templates and reads all assets. It returns an error when one of them is broken.
func New(o Options) (*Pages, error) {
	assets, err := newAssets(o.AssetVersion)
	if err != nil {
		return nil, err
	}
	render, err := newRenderer(assets, o.Version, o.Now)
	if err != nil {
		return nil, err
	}
	reading := reading{conversation: o.Conversations, activity: o.Activity}
	return &Pages{
		Now:           &Now{render: render, overview: o.Overview},
		Activity:      &Activity{render: render, activity: o.Activity, sessions: o.Sessions, spawners: o.Spawners, analytics: o.Analytics},
		Event:         &Event{render: render, activity: o.Activity},
		Orchestration: &Orchestration{render: render, orchestration: o.Orchestration, sessions: o.Sessions},
		Spawners:      &Spawners{render: render, spawners: o.Spawners, sessions: o.Sessions},
		Assets:        assets,
		WorkItems:     &WorkItems{render: render, items: o.WorkItems},
		WorkItem:      &WorkItem{render: render, items: o.WorkItems, activity: o.Activity},
		Agents:        &Agents{render: render, analytics: o.Analytics},
		Presence:      &Presence{render: render, presence: o.Presence},
		Metrics:       &Metrics{render: render, analytics: o.Analytics, budgets: o.Budgets},
		CostNotice:    &CostNotice{render: render, budgets: o.Budgets},
		Usage:         &Usage{render: render, usage: o.Usage},
		Sessions: &Sessions{
			render: render, sessions: o.Sessions, list: o.SessionList, activity: o.Activity, analytics: o.Analytics, spawners: o.Spawners, reading: reading,
		},
		Search:   &Search{render: render, search: o.Search},
		Messages: &Messages{render: render, reading: reading},
		Files:    newFiles(render, o),
	}, nil
}
