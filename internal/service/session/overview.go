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
	// OfSession returns the parts of the costs of a session, or the tokens that its events state.
	OfSession(ctx context.Context, sessionID string) ([]model.CostPart, error)
	// OfSessions returns the same of several sessions.
	OfSessions(ctx context.Context, sessionIDs []string) ([]model.CostPart, error)
	// Below returns the same of all sessions below a session, at any depth.
	Below(ctx context.Context, sessionID string) ([]model.CostPart, error)
	// Alerts returns the newest alerts of a session, oldest first.
	Alerts(ctx context.Context, sessionID string, limit int) ([]model.CostAlert, error)
}

// Overview is a session with its alerts and its handoffs.
type Overview struct {
	model.SessionDetail
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
	if overview.Alerts, err = s.costs.Alerts(ctx, sessionID, newestAlerts); err != nil {
		return overview, err
	}
	slices.Reverse(overview.Alerts)
	overview.Handoffs, err = s.sessions.Handoffs(ctx, sessionID, newestHandoffs)
	return overview, err
}

// Spent returns the usage of sessions by their ids: of each alone, without the sessions below it.
func (s *Service) Spent(ctx context.Context, ids []string) (map[string]model.Spent, error) {
	parts, err := s.costs.OfSessions(ctx, ids)
	if err != nil {
		return nil, err
	}
	spent := make(map[string]model.Spent, len(ids))
	for _, part := range parts {
		spent[part.Session] = spent[part.Session].Plus(part.Spent)
	}
	return spent, nil
}

// spent adds the usage of the session and of the sessions below it.
func (s *Service) spent(ctx context.Context, detail *model.SessionDetail) error {
	own, err := s.costs.OfSession(ctx, detail.SessionID)
	if err != nil {
		return err
	}
	below, err := s.costs.Below(ctx, detail.SessionID)
	if err != nil {
		return err
	}
	detail.ByModel = withCosts(detail.ByModel, own, func(p model.CostPart) string { return p.Model })
	detail.ByAgent = withCosts(detail.ByAgent, own, func(p model.CostPart) string { return p.Agent })
	for _, part := range own {
		detail.Own = detail.Own.Plus(part.Spent)
	}
	for _, part := range below {
		detail.Below = detail.Below.Plus(part.Spent)
	}
	return nil
}

// withCosts returns usage by name with costs, most tokens first. Costs may have a name that no event has.
func withCosts(usage []model.NamedUsage, costs []model.CostPart, nameOf func(model.CostPart) string) []model.NamedUsage {
	usage = slices.Clone(usage)
	for _, part := range costs {
		name := nameOf(part)
		at := slices.IndexFunc(usage, func(u model.NamedUsage) bool { return u.Name == name })
		if at < 0 {
			usage = append(usage, model.NamedUsage{Name: name})
			at = len(usage) - 1
		}
		usage[at].Spent = usage[at].Spent.Plus(part.Spent)
	}
	slices.SortFunc(usage, func(a, b model.NamedUsage) int {
		return cmp.Or(cmp.Compare(b.Spent.Total, a.Spent.Total), cmp.Compare(b.Events, a.Events), strings.Compare(a.Name, b.Name))
	})
	return usage
}
