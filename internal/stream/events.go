package stream

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
)

// Events answers the streams of events.
type Events struct {
	hub  *pubsub.Hub
	live *changefeed.Service
}

// NewEvents returns the streams of what live tells through hub.
func NewEvents(hub *pubsub.Hub, service *changefeed.Service) *Events {
	return &Events{hub: hub, live: service}
}

// StreamEvents streams events over a WebSocket.
func (e *Events) StreamEvents(ctx context.Context, request api.StreamEventsRequestObject) (api.StreamEventsResponseObject, error) {
	p := request.Params
	joined, err := e.join(ctx, changefeed.Request{Filter: fromAPIFilter(p.SessionID, p.AgentID, p.EventType, p.ToolName, p.Since), Cursor: p.Cursor})
	if err != nil {
		return nil, err
	}
	return eventSocket{joined: joined, request: requestFrom(ctx)}, nil
}

func fromAPIFilter(sessionID, agentID, eventType, toolName, since *string) model.EventFilter {
	return model.EventFilter{
		SessionID: model.Or(sessionID, ""), AgentID: model.Or(agentID, ""), EventType: model.Or(eventType, ""),
		ToolName: model.Or(toolName, ""), Since: model.Instant(model.Or(since, "")),
	}
}

// joined is a client's part of the stream: what it is told first, and what then.
type joined struct {
	// first is the first part of the backlog, read before the answer begins, so that a failure is still one of HTTP.
	first        []changefeed.Item
	backlog      *changefeed.Backlog
	subscription *pubsub.Subscription
	withCursor   bool
}

// join subscribes before it reads what was, so that nothing lies between the two.
func (e *Events) join(ctx context.Context, request changefeed.Request) (*joined, error) {
	subscription, err := subscribe(e.hub, changefeed.Topic, func(m *pubsub.Message) bool {
		item, ok := m.Payload.(changefeed.Item)
		return ok && item.Fits(request.Filter)
	})
	if err != nil {
		return nil, err
	}
	at, _ := subscription.Place().(changefeed.Position)
	j := &joined{subscription: subscription, withCursor: request.Cursor != nil}
	if j.backlog, err = e.live.Backlog(ctx, request, at); err == nil {
		j.first, err = j.backlog.Next(ctx)
	}
	if err != nil {
		subscription.Release()
		return nil, err
	}
	return j, nil
}

// tellBacklog passes on what was before what is live, a part at a time.
func (j *joined) tellBacklog(ctx context.Context, tell func(changefeed.Item) error) error {
	for items := j.first; len(items) > 0; {
		for _, item := range items {
			if err := tell(item); err != nil {
				return err
			}
		}
		var err error
		if items, err = j.backlog.Next(ctx); err != nil {
			return err
		}
	}
	j.first = nil
	return nil
}

// subscribe joins a topic; that there is no room is said to the client.
func subscribe(hub *pubsub.Hub, topic string, accept func(*pubsub.Message) bool) (*pubsub.Subscription, error) {
	subscription, err := hub.Subscribe(topic, accept)
	switch {
	case errors.Is(err, pubsub.ErrFull):
		return nil, apperr.Unavailable("There are as many clients as this server takes.", 5*time.Second, err)
	case err != nil:
		return nil, apperr.Unavailable("The server stops.", 5*time.Second, err)
	}
	return subscription, nil
}

// encoded returns a message of the hub as this client wants it; all who want the same share one text.
func (j *joined) encoded(m *pubsub.Message) []byte {
	form := pubsub.Plain
	if j.withCursor {
		form = pubsub.WithCursor
	}
	return m.Encoded(form, func(payload any) []byte {
		item, _ := payload.(changefeed.Item)
		return encodeItem(item, j.withCursor)
	})
}

// eventSocket is the stream as a WebSocket.
type eventSocket struct {
	*joined
	request *http.Request
}

// VisitStreamEventsResponse serves the stream until one side ends it.
func (e eventSocket) VisitStreamEventsResponse(w http.ResponseWriter) error {
	s, err := open(w, e.request, e.subscription, nil)
	if err != nil {
		return nil //nolint:nilerr // the library has answered already
	}
	tell := func(item changefeed.Item) error { return s.send(encodeItem(item, e.withCursor)) }
	if failed := e.tellBacklog(s.ctx, tell); failed != nil {
		s.release()
		return nil //nolint:nilerr // the client is gone, and comes back with its cursor
	}
	s.forward(e.encoded)
	return nil
}
