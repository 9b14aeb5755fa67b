package stream

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
)

// Events serves the streams of events.
type Events struct {
	hub  *pubsub.Hub
	feed *changefeed.Service
	// watched is called when a client joins that wants states.
	watched func(ctx context.Context) error
}

// NewEvents returns the streams of the events that service publishes through hub. watched is called when a client joins that wants the states
// of sessions.
func NewEvents(hub *pubsub.Hub, service *changefeed.Service, watched func(ctx context.Context) error) *Events {
	return &Events{hub: hub, feed: service, watched: watched}
}

// wantsStates reports whether the topics of a client contain states.
func wantsStates(topics api.StreamTopics) bool {
	return slices.Contains(topics, api.StreamTopicState)
}

// StreamEvents streams events over a WebSocket.
func (e *Events) StreamEvents(ctx context.Context, request api.StreamEventsRequestObject) (api.StreamEventsResponseObject, error) {
	p := request.Params
	joined, err := e.join(ctx, changefeed.Request{
		Filter: fromAPIFilter(p.SessionID, p.AgentID, p.EventType, p.ToolName, p.Since), Cursor: p.Cursor, States: wantsStates(p.Topics),
	})
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

// joined is the stream of one client: first the backlog, then the messages of the subscription.
type joined struct {
	// first is the first part of the backlog. It is read before the response starts, so that a failure is still an HTTP error.
	first        []changefeed.Item
	backlog      *changefeed.Backlog
	subscription *pubsub.Subscription
	withCursor   bool
}

// join subscribes before it reads the backlog, so that no event is lost between the two.
func (e *Events) join(ctx context.Context, request changefeed.Request) (*joined, error) {
	subscription, err := subscribeFor(e.hub, changefeed.Topic, request.Interest(), func(m *pubsub.Message) bool {
		item, ok := m.Payload.(changefeed.Item)
		return ok && request.Wants(item)
	})
	if err != nil {
		return nil, err
	}
	at, _ := subscription.Position().(changefeed.Position)
	j := &joined{subscription: subscription, withCursor: request.Cursor != nil}
	if j.backlog, err = e.feed.Backlog(ctx, request, at); err == nil {
		j.first, err = j.backlog.Next(ctx)
	}
	if request.States && err == nil {
		err = e.watched(ctx)
	}
	if err != nil {
		subscription.Release()
		return nil, err
	}
	return j, nil
}

// sendBacklog sends what happened before the client connected, one part at a time.
func (j *joined) sendBacklog(ctx context.Context, send func(changefeed.Item) error) error {
	for items := j.first; len(items) > 0; {
		for _, item := range items {
			if err := send(item); err != nil {
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

// subscribe subscribes to a topic. It returns an error for the client (503) where the limit of clients is reached, or the server is
// shutting down.
func subscribe(hub *pubsub.Hub, topic string) (*pubsub.Subscription, error) {
	return subscribeFor(hub, topic, "", nil)
}

// subscribeFor subscribes for the sake of an interest.
func subscribeFor(hub *pubsub.Hub, topic, interest string, accept func(*pubsub.Message) bool) (*pubsub.Subscription, error) {
	subscription, err := hub.SubscribeFor(topic, interest, accept)
	switch {
	case errors.Is(err, pubsub.ErrFull):
		return nil, apperr.Unavailable("The limit of stream clients is reached.", 5*time.Second, err)
	case err != nil:
		return nil, apperr.Unavailable("The server is shutting down.", 5*time.Second, err)
	}
	return subscription, nil
}

// encoded returns a message of the hub in the encoding of this client. Clients with the same encoding share the bytes.
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

// eventSocket is the event stream over a WebSocket.
type eventSocket struct {
	*joined
	request *http.Request
}

// VisitStreamEventsResponse serves the stream until the client or the server ends it.
func (e eventSocket) VisitStreamEventsResponse(w http.ResponseWriter) error {
	s, err := accept(w, e.request, e.subscription, nil)
	if err != nil {
		return err
	}
	send := func(item changefeed.Item) error { return s.send(encodeItem(item, e.withCursor)) }
	if failed := e.sendBacklog(s.ctx, send); failed != nil {
		s.release()
		return nil //nolint:nilerr // the client is gone, and resumes with its cursor
	}
	s.forward(e.encoded)
	return nil
}
