package stream

import (
	"bytes"
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// Costs serves the streams of the costs of sessions.
type Costs struct {
	hub   *pubsub.Hub
	costs *cost.Service
}

// NewCosts returns the streams of the costs that service publishes through hub.
func NewCosts(hub *pubsub.Hub, service *cost.Service) *Costs {
	return &Costs{hub: hub, costs: service}
}

// StreamCostAlerts streams the costs of a session over a WebSocket. It subscribes before it reads the current state, so that no
// change is lost between the two.
func (c *Costs) StreamCostAlerts(ctx context.Context, r api.StreamCostAlertsRequestObject) (api.StreamCostAlertsResponseObject, error) {
	subscription, err := subscribe(c.hub, cost.Topic(r.SessionID))
	if err != nil {
		return nil, err
	}
	state, err := c.costs.State(ctx, r.SessionID)
	if err != nil {
		subscription.Release()
		return nil, err
	}
	severity := cost.Warning
	if r.Params.MinSeverity != nil {
		severity = string(*r.Params.MinSeverity)
	}
	return &costSocket{subscription: subscription, request: requestFrom(ctx), state: state, severity: severity, sent: map[string]bool{}}, nil
}

// costSocket is the stream of the costs of one session to one client. It remembers what the client has received.
type costSocket struct {
	subscription *pubsub.Subscription
	request      *http.Request
	state        cost.State
	severity     string

	// sent holds the ids of alerts that the client has received; breakdown and trajectory are the last messages of their kind.
	sent                  map[string]bool
	breakdown, trajectory []byte
}

// VisitStreamCostAlertsResponse serves the stream until the client or the server ends it.
func (c *costSocket) VisitStreamCostAlertsResponse(w http.ResponseWriter) error {
	s, err := accept(w, c.request, c.subscription, nil)
	if err != nil {
		return err
	}
	for _, text := range c.initialMessages() {
		if !s.sendInitial(text) {
			return nil
		}
	}
	s.forward(c.encoded)
	return nil
}

// initialMessages returns the messages that a client receives when it connects.
func (c *costSocket) initialMessages() [][]byte {
	alerts := cost.Item{SessionID: c.state.SessionID, At: c.state.At, Alerts: c.unsent(c.state.Alerts)}
	c.breakdown = encodeCost(cost.Item{Breakdown: &c.state.Breakdown})
	c.trajectory = encodeCost(cost.Item{Prediction: &c.state.Prediction})
	c.state = cost.State{}
	return [][]byte{encodeCost(alerts), c.breakdown, c.trajectory}
}

// encoded returns a message of the hub for this client, nil where it contains nothing new to the client.
func (c *costSocket) encoded(m *pubsub.Message) []byte {
	item, _ := m.Payload.(cost.Item)
	if item.Breakdown != nil {
		return encodeIfChanged(m, &c.breakdown)
	}
	if item.Prediction != nil {
		return encodeIfChanged(m, &c.trajectory)
	}
	all := len(item.Alerts)
	item.Alerts = c.unsent(item.Alerts)
	switch len(item.Alerts) {
	case 0:
		return nil
	case all:
		return m.Encoded(pubsub.Plain, encodeCost)
	default:
		return encodeCost(item)
	}
}

// encodeIfChanged returns an encoded message, nil where it is the same as the last one of its kind.
func encodeIfChanged(m *pubsub.Message, last *[]byte) []byte {
	text := m.Encoded(pubsub.Plain, encodeCost)
	if bytes.Equal(text, *last) {
		return nil
	}
	*last = text
	return text
}

// unsent returns the alerts that the client asked for and has not received, and marks them as sent.
func (c *costSocket) unsent(alerts []model.CostAlert) []model.CostAlert {
	var wanted []model.CostAlert
	for _, alert := range alerts {
		if cost.AtLeast(alert, c.severity) && !c.sent[alert.ID] {
			c.sent[alert.ID] = true
			wanted = append(wanted, alert)
		}
	}
	return wanted
}
