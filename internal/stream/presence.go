package stream

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
)

// Presence serves the stream of presence.
type Presence struct {
	hub      *pubsub.Hub
	presence *presence.Service
}

// NewPresence returns the stream of the presence that service publishes through hub.
func NewPresence(hub *pubsub.Hub, service *presence.Service) *Presence {
	return &Presence{hub: hub, presence: service}
}

// StreamPresence streams presence over a WebSocket.
func (p *Presence) StreamPresence(ctx context.Context, _ api.StreamPresenceRequestObject) (api.StreamPresenceResponseObject, error) {
	subscription, err := subscribe(p.hub, presence.Topic)
	if err != nil {
		return nil, err
	}
	agents, at, err := p.presence.List(ctx)
	if err != nil {
		subscription.Release()
		return nil, err
	}
	state := api.PresenceStateMessage{Type: api.PresenceStateMessageTypePresenceState, Agents: toAPIPresences(agents), Timestamp: model.ISO(at)}
	return presenceSocket{subscription: subscription, request: requestFrom(ctx), state: encode(state)}, nil
}

type presenceSocket struct {
	subscription *pubsub.Subscription
	request      *http.Request
	state        []byte
}

// VisitStreamPresenceResponse serves the stream until the client or the server ends it.
func (p presenceSocket) VisitStreamPresenceResponse(w http.ResponseWriter) error {
	s, err := accept(w, p.request, p.subscription, nil)
	if err != nil {
		return err
	}
	if !s.sendInitial(p.state) {
		return nil
	}
	s.forward(func(m *pubsub.Message) []byte { return m.Encoded(pubsub.Plain, encodePresence) })
	return nil
}

func encodePresence(payload any) []byte {
	now, _ := payload.(presence.Now)
	return encode(api.PresenceUpdateMessage{
		Type: api.PresenceUpdateMessageTypePresenceUpdate, Agents: toAPIPresences(now.Agents), Timestamp: model.ISO(now.At),
	})
}

func toAPIPresences(agents []model.Presence) []api.Presence {
	list := make([]api.Presence, len(agents))
	for i, a := range agents {
		list[i] = api.Presence{
			AgentID: a.AgentID, Status: api.PresenceStatus(a.Status), CurrentFeatureID: a.CurrentFeatureID, LastToolName: a.LastToolName,
			LastActivity: string(a.LastActivity), TotalToolsExecuted: a.TotalToolsExecuted, TotalCostTokens: a.TotalCostTokens, SessionID: a.SessionID,
		}
	}
	return list
}
