// Package orchestration owns the question who gave work to whom: the delegations grouped
// by the agent that delegated, and the chain of work below one event.
package orchestration

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// newestDelegations is how many delegations an overview looks back.
const newestDelegations = 1000

// Events is what the service needs of stored events.
type Events interface {
	List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
	ByIDs(ctx context.Context, ids []string) ([]model.Event, error)
	Descendants(ctx context.Context, eventID string, depth int) ([]model.ChainLink, error)
}

// Running is the summary of all events: it remembers the newest delegations.
type Running interface {
	With(ctx context.Context, use func(summary.View)) error
}

// Service answers who delegated what to whom. It is safe for concurrent use.
type Service struct {
	events  Events
	running Running
	now     func() time.Time
}

// New returns the service over its sources; now is the clock that stamps answers.
func New(events Events, running Running, now func() time.Time) *Service {
	return &Service{events: events, running: running, now: now}
}

// Overview is the newest delegations, grouped by the agent that delegated.
type Overview struct {
	Timestamp time.Time
	// Count is the number of delegations in all chains.
	Count int
	// Agents are the agents at both ends, sorted.
	Agents []string
	// Chains holds, for each agent that delegated, its delegations, newest first.
	Chains map[string][]Delegation
}

// Overview groups the newest delegations, of one session or agent where those are not empty.
func (s *Service) Overview(ctx context.Context, sessionID, agentID string) (Overview, error) {
	delegations, err := s.newest(ctx, sessionID, agentID)
	if err != nil {
		return Overview{}, err
	}
	overview := Overview{Timestamp: s.now(), Count: len(delegations), Agents: []string{}, Chains: map[string][]Delegation{}}
	seen := map[string]bool{}
	for _, d := range delegations {
		seen[d.FromAgent], seen[d.ToAgent] = true, true
		overview.Chains[d.FromAgent] = append(overview.Chains[d.FromAgent], d)
	}
	for agent := range seen {
		overview.Agents = append(overview.Agents, agent)
	}
	slices.Sort(overview.Agents)
	return overview, nil
}
