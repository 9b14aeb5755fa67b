// Package presence owns what agents are doing now: what agent_presence holds, made current
// by the events that are newer than it, whoever stored them. Reading never writes.
package presence

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// lookBack is how far back events are looked at: an agent whose last event is older is idle
// in any case, and its stored row stands.
const lookBack = time.Hour

// Source is what the service needs of stored rows.
type Source interface {
	Stored(ctx context.Context) ([]model.Presence, error)
	// EventsSince returns the events from an instant on, oldest first.
	EventsSince(ctx context.Context, since model.Instant) ([]model.EventDetail, error)
	// Ended returns when those of the sessions that ended did.
	Ended(ctx context.Context, sessionIDs []string) (map[string]model.Instant, error)
}

// Service answers what agents are doing. It is safe for concurrent use.
type Service struct {
	source Source
	now    func() time.Time
}

// New returns the service over its source; now is the clock.
func New(source Source, now func() time.Time) *Service { return &Service{source: source, now: now} }

// List returns all known agents, by name, and the time at which that was so.
func (s *Service) List(ctx context.Context) ([]model.Presence, time.Time, error) {
	now := s.now().UTC()
	stored, err := s.source.Stored(ctx)
	if err != nil {
		return nil, now, err
	}
	events, err := s.source.EventsSince(ctx, model.InstantOf(now.Add(-lookBack)))
	if err != nil {
		return nil, now, err
	}
	agents := overlay(stored, events)
	ended, err := s.source.Ended(ctx, sessionsOf(agents))
	if err != nil {
		return nil, now, err
	}
	for i := range agents {
		agents[i].Status = status(agents[i], ended, now)
	}
	return agents, now, nil
}

// Get returns one agent; it fails with CodeNotFound for one that is not known.
func (s *Service) Get(ctx context.Context, agentID string) (model.Presence, error) {
	agents, _, err := s.List(ctx)
	if err != nil {
		return model.Presence{}, err
	}
	i := slices.IndexFunc(agents, func(p model.Presence) bool { return p.AgentID == agentID })
	if i < 0 {
		return model.Presence{}, apperr.NotFound("Agent not found")
	}
	return agents[i], nil
}

// overlay brings the stored rows up to date with the events that are newer than they are.
func overlay(stored []model.Presence, events []model.EventDetail) []model.Presence {
	agents := slices.Clone(stored)
	index := map[string]int{}
	for i, agent := range agents {
		index[agent.AgentID] = i
	}
	for _, event := range events {
		if event.AgentID == "" {
			continue
		}
		i, known := index[event.AgentID]
		if !known {
			i = len(agents)
			index[event.AgentID] = i
			agents = append(agents, model.Presence{AgentID: event.AgentID})
		}
		if event.Timestamp.Compare(agents[i].LastActivity) > 0 {
			advance(&agents[i], event)
		}
	}
	slices.SortFunc(agents, func(a, b model.Presence) int { return strings.Compare(a.AgentID, b.AgentID) })
	return agents
}

func advance(agent *model.Presence, event model.EventDetail) {
	agent.Status = "" // an agent that went offline is back
	agent.LastActivity = event.Timestamp
	agent.SessionID = model.NonEmpty(event.SessionID)
	if event.ToolName != nil {
		agent.LastToolName = event.ToolName
		agent.TotalToolsExecuted++
	}
	if event.FeatureID != nil {
		agent.CurrentFeatureID = event.FeatureID
	}
	if event.CostTokens != nil {
		agent.TotalCostTokens += *event.CostTokens
	}
}

func sessionsOf(agents []model.Presence) []string {
	var ids []string
	for _, agent := range agents {
		if id := model.Or(agent.SessionID, ""); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// status is offline once the agent's session ended, unless the agent was seen after that; else
// the time since its last activity tells.
func status(agent model.Presence, ended map[string]model.Instant, now time.Time) string {
	end, hasEnded := ended[model.Or(agent.SessionID, "")]
	if hasEnded && (end == "" || agent.LastActivity.Compare(end) <= 0) || agent.Status == model.PresenceOffline {
		return model.PresenceOffline
	}
	if at, ok := agent.LastActivity.Time(); ok && now.Sub(at) < model.ActiveWindow {
		return model.PresenceActive
	}
	return model.PresenceIdle
}
