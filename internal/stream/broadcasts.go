package stream

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/service/broadcast"
)

// Broadcasts answers the stream of broadcasts.
type Broadcasts struct{ hub *pubsub.Hub }

// NewBroadcasts returns the stream of what goes through hub.
func NewBroadcasts(hub *pubsub.Hub) *Broadcasts { return &Broadcasts{hub: hub} }

// StreamBroadcasts streams broadcasts over a WebSocket.
func (b *Broadcasts) StreamBroadcasts(ctx context.Context, _ api.StreamBroadcastsRequestObject) (api.StreamBroadcastsResponseObject, error) {
	subscription, err := subscribe(b.hub, broadcast.Topic, nil)
	if err != nil {
		return nil, err
	}
	return broadcastSocket{subscription: subscription, request: requestFrom(ctx)}, nil
}

type broadcastSocket struct {
	subscription *pubsub.Subscription
	request      *http.Request
}

// VisitStreamBroadcastsResponse serves the stream until one side ends it.
func (b broadcastSocket) VisitStreamBroadcastsResponse(w http.ResponseWriter) error {
	id := rand.Text()[:12]
	s, err := open(w, b.request, b.subscription, func(text string) []byte { return answer(text, id) })
	if err != nil {
		return nil //nolint:nilerr // the library has answered already
	}
	s.forward(func(m *pubsub.Message) []byte { return m.Encoded(pubsub.Plain, encodeBroadcast) })
	return nil
}

// answer returns what a text of a client is answered with, nil for nothing.
func answer(text, clientID string) []byte {
	switch text {
	case "ping":
		return encode(api.PongMessage{Type: api.PongMessageTypePong})
	case "subscribe":
		return encode(api.SubscribedMessage{
			Type: api.SubscribedMessageTypeSubscribed, ClientID: clientID, Message: "Broadcasts follow as they come.",
		})
	default:
		return nil
	}
}

func encodeBroadcast(payload any) []byte {
	b, _ := payload.(broadcast.Broadcast)
	return encode(api.BroadcastEventMessage{
		Type: api.BroadcastEventMessageTypeBroadcastEvent, EventType: api.BroadcastEventMessageEventType(b.ResourceType + "_updated"),
		ResourceID: b.ResourceID, ResourceType: api.BroadcastEventMessageResourceType(b.ResourceType), AgentID: b.From.AgentID,
		SessionID: b.From.SessionID, Payload: b.Payload, Timestamp: model.ISO(b.At),
	})
}
