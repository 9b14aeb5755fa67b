package web

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// readView is the conversation of a session.
type readView struct {
	windowView
	Outline []outlineEntry
	Find    findView
	// IsAtEnd says that the page is opened at the last message.
	IsAtEnd bool
	// IsLive says that the page follows the end of the session.
	IsLive bool
}

// read adds the messages of the session at the place that the request names: a message, a side of a cursor, or else the end of a session that is
// active and the beginning of any other.
func (h *Sessions) read(ctx context.Context, page *sessionView, p api.ShowSessionParams) error {
	q, err := windowQuery(p.SessionID, nil, p.Before, p.After)
	if err != nil {
		return err
	}
	page.Path = viewPath(p.SessionID, viewRead)
	isActive := page.Session.Status == model.SessionActive
	switch {
	case text(p.At) != "":
		q.Around, q.Subagent = text(p.At), nil
	case q.Before == nil && q.After == nil:
		q.FromEnd = text((*string)(p.From)) == fromEnd || isActive && p.From == nil
	}
	v, w, err := h.reading.window(ctx, q, reader.InWindow())
	if err != nil {
		return err
	}
	page.Read = &readView{windowView: v, Find: found(p), IsAtEnd: q.FromEnd, IsLive: v.Subagent == ""}
	page.Read.Outline, err = h.reading.outline(ctx, v, w)
	return err
}

// fromEnd is the word in an address for the end of a session.
const fromEnd = "end"

// toMessage leads to the message that an event is. An event without one leads to its details.
func (h *Sessions) toMessage(ctx context.Context, sessionID, eventID string) (redirect, error) {
	_, err := h.reading.conversation.Window(ctx, conversation.Query{SessionID: sessionID, Around: eventID, Limit: 1, Bytes: 1})
	if apperr.CodeOf(err) == apperr.CodeNotFound {
		if _, err := h.activity.GetEvent(ctx, eventID); err != nil {
			return redirect{}, err
		}
		return redirect{linkTo("/views/event", "event_id", eventID)}, nil
	}
	if err != nil {
		return redirect{}, err
	}
	return redirect{messagePath(sessionID, eventID)}, nil
}

// redirect leads to another page.
type redirect struct{ path string }

// VisitShowSessionResponse writes the redirect.
func (r redirect) VisitShowSessionResponse(w http.ResponseWriter) error {
	w.Header().Set("Location", r.path)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
