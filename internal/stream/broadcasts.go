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

// Broadcasts serves the stream of broadcasts.
type Broadcasts struct{ hub *pubsub.Hub }

// NewBroadcasts returns the stream of the broadcasts that are published through hub.
func NewBroadcasts(hub *pubsub.Hub) *Broadcasts { return &Broadcasts{hub: hub} }

// StreamBroadcasts streams broadcasts over a WebSocket.
func (b *Broadcasts) StreamBroadcasts(ctx context.Context, _ api.StreamBroadcastsRequestObject) (api.StreamBroadcastsResponseObject, error) {
	subscription, err := subscribe(b.hub, broadcast.Topic)
	if err != nil {
		return nil, err
	}
	return broadcastSocket{subscription: subscription, request: requestFrom(ctx)}, nil
}

type broadcastSocket struct {
	subscription *pubsub.Subscription
	request      *http.Request
}

// VisitStreamBroadcastsResponse serves the stream until the client or the server ends it.
func (b broadcastSocket) VisitStreamBroadcastsResponse(w http.ResponseWriter) error {
	id := rand.Text()[:12]
	s, err := accept(w, b.request, b.subscription, func(text string) []byte { return replyTo(text, id) })
	if err != nil {
		return err
	}
	s.forward(func(m *pubsub.Message) []byte { return m.Encoded(pubsub.Plain, encodeBroadcast) })
	return nil
}

// replyTo returns the reply to a text of a client, nil for none.
func replyTo(text, clientID string) []byte {
	switch text {
	case "ping":
		return encode(api.PongMessage{Type: api.PongMessageTypePong})
	case "subscribe":
		return encode(api.SubscribedMessage{
			Type: api.SubscribedMessageTypeSubscribed, ClientID: clientID, Message: "Subscribed to broadcasts.",
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
