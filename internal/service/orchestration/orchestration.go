// Package orchestration owns delegations between agents: the newest ones, grouped by the agent that delegated, their graph, and the
// chain of work below an event.
package orchestration

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// newestDelegations is the number of delegations in an overview.
const newestDelegations = 1000

// Events reads stored events.
type Events interface {
	List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
	ByIDs(ctx context.Context, ids []string) ([]model.Event, error)
	Descendants(ctx context.Context, eventID string, depth int) ([]model.ChainLink, error)
}

// Running is the summary of all events, which knows the newest delegations.
type Running interface {
	With(ctx context.Context, use func(summary.View)) error
}

// Counts counts delegations.
type Counts interface {
	// Delegations returns the number of delegations of a session, or of all without one.
	Delegations(ctx context.Context, sessionID string) (int64, error)
}

// Service provides the views of delegations. It is safe for concurrent use.
type Service struct {
	events  Events
	running Running
	counts  Counts
	now     func() time.Time
}

// New returns the service. now is the clock for the timestamps of results.
func New(events Events, running Running, counts Counts, now func() time.Time) *Service {
	return &Service{events: events, running: running, counts: counts, now: now}
}

// Overview is the newest delegations, grouped by the agent that delegated.
type Overview struct {
	Timestamp time.Time
	// Count is the number of delegations in all chains.
	Count int
	// Agents are the agents at both ends, sorted.
	Agents []string
	// Chains maps each agent that delegated to its delegations, newest first.
	Chains map[string][]Delegation
}

// Overview groups the newest delegations. A sessionID or an agentID that is not empty restricts them.
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
