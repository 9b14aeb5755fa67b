package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// sessionChoice is a session that a filter suggests.
type sessionChoice struct{ SessionID, Title, Agent string }

// sessionChoices returns the newest sessions, which a filter suggests. The filter is a text, so any other id can be written too.
func sessionChoices(ctx context.Context, service *session.Service) ([]sessionChoice, error) {
	page, err := service.List(ctx, model.SessionFilter{}, model.Page{Limit: maxChoices})
	if err != nil {
		return nil, err
	}
	titles, err := service.Titles(ctx, page.Sessions)
	if err != nil {
		return nil, err
	}
	choices := make([]sessionChoice, len(page.Sessions))
	for i, s := range page.Sessions {
		choices[i] = sessionChoice{SessionID: s.SessionID, Title: titles[s.SessionID], Agent: s.Agent}
	}
	return choices, nil
}
