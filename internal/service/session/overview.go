package session

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The number of handoffs and alerts in an overview.
const (
	newestHandoffs = 100
	newestAlerts   = 20
)

// Costs reads stored costs.
type Costs interface {
	// OfSession returns the parts of the costs of a session.
	OfSession(ctx context.Context, sessionID string) ([]model.CostPart, error)
	// Below returns the parts of the costs of all sessions below a session, at any depth.
	Below(ctx context.Context, sessionID string) ([]model.CostPart, error)
	// Alerts returns the newest alerts of a session, oldest first.
	Alerts(ctx context.Context, sessionID string, limit int) ([]model.CostAlert, error)
}

// Overview is a session with its costs by model, its alerts and its handoffs.
type Overview struct {
	model.SessionDetail
	// Own is the usage of the session itself, Below the usage of all sessions below it.
	Own, Below model.Spent
	// Alerts are the newest alerts, newest first.
	Alerts []model.CostAlert
	// Handoffs are the newest handoffs, newest first.
	Handoffs []model.Handoff
}

// Overview returns a session as Get does, and what else its page shows.
func (s *Service) Overview(ctx context.Context, sessionID string) (Overview, error) {
	detail, err := s.Get(ctx, sessionID)
	overview := Overview{SessionDetail: detail}
	if err != nil {
		return overview, err
	}
	if err := s.spent(ctx, &overview, sessionID); err != nil {
		return overview, err
	}
	if overview.Alerts, err = s.costs.Alerts(ctx, sessionID, newestAlerts); err != nil {
		return overview, err
	}
	slices.Reverse(overview.Alerts)
	overview.Handoffs, err = s.sessions.Handoffs(ctx, sessionID, newestHandoffs)
	return overview, err
}

// spent adds the usage of the session and of the sessions below it.
func (s *Service) spent(ctx context.Context, overview *Overview, sessionID string) error {
	own, err := s.costs.OfSession(ctx, sessionID)
	if err != nil {
		return err
	}
	below, err := s.costs.Below(ctx, sessionID)
	if err != nil {
		return err
	}
	overview.Usage = withCosts(overview.Usage, own)
	for _, part := range own {
		overview.Own = overview.Own.Plus(part.Spent)
	}
	for _, part := range below {
		overview.Below = overview.Below.Plus(part.Spent)
	}
	return nil
}

// withCosts returns the usage by model with costs, most tokens first. Costs may name a model that no event names.
func withCosts(usage []model.UsageByModel, costs []model.CostPart) []model.UsageByModel {
	usage = slices.Clone(usage)
	for _, part := range costs {
		name := part.Model
		at := slices.IndexFunc(usage, func(u model.UsageByModel) bool { return u.Model == name })
		if at < 0 {
			usage = append(usage, model.UsageByModel{Model: name})
			at = len(usage) - 1
		}
		usage[at].Spent = usage[at].Spent.Plus(part.Spent)
	}
	slices.SortFunc(usage, func(a, b model.UsageByModel) int {
		return cmp.Or(cmp.Compare(max(b.Tokens, b.Spent.Total), max(a.Tokens, a.Spent.Total)), cmp.Compare(b.Events, a.Events), strings.Compare(a.Model, b.Model))
	})
	return usage
}
