package web

import (
	"context"
	"net/url"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// Messages shows parts of sessions, which the page of a session loads when they are scrolled to or opened.
type Messages struct {
	render  *renderer
	reading reading
}

// ShowMessages shows a window of the messages of a session, or of a subagent in it.
func (h *Messages) ShowMessages(ctx context.Context, request api.ShowMessagesRequestObject) (api.ShowMessagesResponseObject, error) {
	p := request.Params
	query, err := windowQuery(p.SessionID, p.Subagent, p.Before, p.After)
	if err != nil {
		return nil, err
	}
	v, _, err := h.reading.window(ctx, query, reader.InWindow())
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}
	begins := query.Before == nil && query.After == nil
	if begins && v.Subagent != "" {
		if v.Answer, err = h.reading.lastAnswer(ctx, p.SessionID, p.Subagent); err != nil {
			return nil, err
		}
	}
	if htmx.isPartial() {
		v.HasPrevious, v.HasNext = v.HasPrevious && query.After == nil, v.HasNext && query.Before == nil
		return h.render.part("messages.html", "window", v)
	}
	return h.render.page("messages.html", htmx, view{Tab: tabSessions, Title: "Messages", Data: v, Opened: opened(p.Open, p.OpenItem)})
}

// windowQuery returns the query for a window of a thread.
func windowQuery(sessionID string, subagent, before, after *string) (conversation.Query, error) {
	q := conversation.Query{SessionID: sessionID, Subagent: subagent, Limit: windowMessages, Bytes: windowBytes}
	if q.Subagent == nil {
		q.Subagent = new(string)
	}
	var err error
	if q.Before, err = parseMessageCursor("before", sessionID, text(before)); err != nil {
		return q, err
	}
	q.After, err = parseMessageCursor("after", sessionID, text(after))
	return q, err
}

// parseMessageCursor parses a cursor of a session that was sent as the query parameter name. An empty text gives nil.
func parseMessageCursor(name, sessionID, text string) (*model.MessageCursor, error) {
	if text == "" {
		return nil, nil
	}
	cursor, err := model.ParseMessageCursor(text)
	if err != nil || cursor.SessionID != sessionID {
		return nil, apperr.Invalid("The cursor was not issued by this service for this session.", apperr.Field{
			Location: []string{"query", name}, Message: "not a cursor of this session", Type: "value_error.cursor",
		})
	}
	return &cursor, nil
}

// lastAnswer returns what a subagent said last, nil for nothing.
func (r reading) lastAnswer(ctx context.Context, sessionID string, subagent *string) (*reader.Text, error) {
	w, err := r.conversation.Window(ctx, conversation.Query{
		SessionID: sessionID, Subagent: subagent, Kinds: []model.MessageKind{model.KindAnswer}, FromEnd: true, Limit: 1, Bytes: windowBytes,
	})
	if err != nil || len(w.Messages) == 0 {
		return nil, err
	}
	return reader.Said(w.Messages[0], reader.InWindow()), nil
}

// ShowMessage shows one message with all that was said, given and returned.
func (h *Messages) ShowMessage(ctx context.Context, request api.ShowMessageRequestObject) (api.ShowMessageResponseObject, error) {
	p := request.Params
	q := conversation.Query{SessionID: p.SessionID, Around: p.MessageID, Limit: 1, Bytes: conversation.DefaultBytes}
	v, _, err := h.reading.window(ctx, q, reader.Alone())
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}
	if htmx.isPartial() {
		return h.render.part("message.html", "body", v)
	}
	return h.render.page("message.html", htmx, view{Tab: tabSessions, Title: "Message", Data: v, Opened: opened(p.Open, p.OpenItem)})
}

// messagePath returns the path of a message in its session.
func messagePath(sessionID, messageID string) string {
	query := url.Values{"session_id": {openapi.Reference(sessionID)}, "at": {openapi.Reference(messageID)}}
	return "/views/session?" + query.Encode() + "#" + reader.Anchor(messageID)
}
