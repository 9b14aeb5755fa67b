package web

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// sessionsOffered is the number of sessions that a filter offers.
const sessionsOffered = 50

// sessionChoices returns the newest sessions for a filter. The list contains the chosen session even where it is older.
func sessionChoices(ctx context.Context, service *session.Service, chosen string) ([]model.Session, error) {
	page, err := service.List(ctx, model.SessionFilter{}, model.Page{Limit: sessionsOffered})
	if err != nil || chosen == "" || hasSession(page.Sessions, chosen) {
		return page.Sessions, err
	}
	return append(page.Sessions, model.Session{SessionID: chosen}), nil
}

func hasSession(sessions []model.Session, id string) bool {
	return slices.ContainsFunc(sessions, func(s model.Session) bool { return s.SessionID == id })
}
