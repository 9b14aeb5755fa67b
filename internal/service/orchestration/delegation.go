package orchestration

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// unnamedTask is shown for a delegation without a task.
const unnamedTask = "Unnamed task"

// Delegation is work that one agent gave to another.
type Delegation struct {
	EventID, SessionID string
	FromAgent, ToAgent string
	Timestamp          model.Instant
	Task               string
	// Status is pending where the delegation has none.
	Status model.Status
}

func newDelegation(e model.Event) Delegation {
	status := e.Status
	if status == model.StatusNone {
		status = model.StatusPending
	}
	return Delegation{
		EventID: e.EventID, SessionID: e.SessionID,
		FromAgent: model.Or(&e.AgentID, model.UnknownAgent), ToAgent: model.DelegationTarget(e),
		Timestamp: e.Timestamp,
		Task:      model.Or(e.InputSummary, unnamedTask),
		Status:    status,
	}
}

// concerns reports whether the agent delegated the work or received it.
func (d Delegation) concerns(agent string) bool { return d.FromAgent == agent || d.ToAgent == agent }

// newest returns the newest delegations, newest first. Those of a session or an agent are searched among its events; a search among
// all events could read all of them.
func (s *Service) newest(ctx context.Context, sessionID, agentID string) ([]Delegation, error) {
	events, err := s.newestEvents(ctx, sessionID, agentID)
	delegations := make([]Delegation, len(events))
	for i, event := range events {
		delegations[i] = newDelegation(event)
	}
	return delegations, err
}

func (s *Service) newestEvents(ctx context.Context, sessionID, agentID string) ([]model.Event, error) {
	if sessionID != "" || agentID != "" {
		filter := model.EventFilter{ToolName: model.ToolTask, SessionID: sessionID, AgentID: agentID}
		return s.events.List(ctx, filter, model.Page{Limit: newestDelegations})
	}
	var ids []string
	if err := s.running.With(ctx, func(v summary.View) { ids = v.NewestTasks() }); err != nil {
		return nil, err
	}
	return s.events.ByIDs(ctx, ids)
}
