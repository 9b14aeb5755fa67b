// Package overview owns what a user wants to know at a glance: which sessions need them, which work, what has failed, and what it costs. It puts
// together what other services compute, and computes no figure itself.
package overview

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
)

// mostInGroup is the largest number of sessions that a group lists; its total counts all.
const mostInGroup = 20

// States knows what recent sessions do.
type States interface {
	Recent(ctx context.Context) (state.Recent, error)
}

// Sessions reads sessions, their titles and their costs.
type Sessions interface {
	ByIDs(ctx context.Context, ids []string) ([]model.Session, error)
	Titles(ctx context.Context, sessions []model.Session) (map[string]string, error)
	Spent(ctx context.Context, ids []string) (map[string]model.Spent, error)
}

// Spending adds up requests.
type Spending interface {
	Within(ctx context.Context, bounds model.Bounds) (*spending.Usage, error)
}

// Budgets compares costs with budgets.
type Budgets interface {
	Overview(ctx context.Context) (budget.Overview, error)
}

// Projects says which folders are one project.
type Projects interface {
	// Name returns the name of the project of a folder.
	Name(folder string) string
}

// Service answers what needs the user now. It is safe for concurrent use.
type Service struct {
	states   States
	sessions Sessions
	spending Spending
	budgets  Budgets
	projects Projects
}

// New returns the service.
func New(states States, sessions Sessions, spent Spending, budgets Budgets, projects Projects) *Service {
	return &Service{states: states, sessions: sessions, spending: spent, budgets: budgets, projects: projects}
}

// Now is what the sessions of the last day do, and what they cost.
type Now struct {
	At time.Time
	// Zone is the time zone whose days are meant.
	Zone *time.Location
	// NeedsYou are the sessions that wait for the user, Working those that work, YourTurn those whose turn has ended, Failed those that failed
	// or wait for a limit, Done those that are over.
	NeedsYou, Working, YourTurn, Failed, Done Group
	Spent                                     Spent
	// Sources are what reports events, and when each was heard last.
	Sources []Source
	// Empty says that no event was ever stored.
	Empty bool
}

// Group are sessions with something in common, the most urgent first.
type Group struct {
	Sessions []Session
	// Total is the number of sessions, of which at most mostInGroup are listed.
	Total int
}

// Session is a session with what it does.
type Session struct {
	model.Session
	// Doing is what it does.
	Doing state.Session
	// Name is the title, "" for none. Project is the name of the project, "" for none.
	Name, Project string
	Spent         model.Spent
}

// Source is what reports events.
type Source struct {
	Name model.StateSource
	// HeardAt is when it was heard last within the last day, "" for not.
	HeardAt model.Instant
}

// Now returns what the sessions of the last day do, and what was spent by the days of a time zone.
func (s *Service) Now(ctx context.Context, zone *time.Location) (Now, error) {
	recent, err := s.states.Recent(ctx)
	if err != nil {
		return Now{}, err
	}
	now := Now{At: recent.At, Zone: zone, Sources: sourcesOf(recent), Empty: recent.Empty}
	now.divide(recent.Sessions)
	if err := s.describe(ctx, now.groups()); err != nil {
		return now, err
	}
	now.Spent, err = s.spent(ctx, recent.At, zone)
	return now, err
}

// sourcesOf returns the sources that report events, and any other that was heard.
func sourcesOf(recent state.Recent) []Source {
	var sources []Source
	for _, name := range []model.StateSource{model.ByHook, model.ByTelemetry, model.ByTranscript, model.ByAPI} {
		if at := recent.Heard[name]; at != "" || name != model.ByAPI {
			sources = append(sources, Source{Name: name, HeardAt: at})
		}
	}
	return sources
}
