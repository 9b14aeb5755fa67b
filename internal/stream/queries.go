package stream

import (
	"bytes"
	"context"
	"net/http"

	"nhooyr.io/websocket"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/service/queries"
)

// Queries serves the streams of the reactive queries.
type Queries struct {
	hub     *pubsub.Hub
	queries *queries.Service
}

// NewQueries returns the streams of the results that service publishes through hub.
func NewQueries(hub *pubsub.Hub, service *queries.Service) *Queries {
	return &Queries{hub: hub, queries: service}
}

// StreamQuery streams the rows of a query over a WebSocket.
func (q *Queries) StreamQuery(ctx context.Context, r api.StreamQueryRequestObject) (api.StreamQueryResponseObject, error) {
	return q.join(ctx, r.QueryID)
}

// StreamQueryUnderAPI is StreamQuery under another path.
func (q *Queries) StreamQueryUnderAPI(ctx context.Context, r api.StreamQueryUnderAPIRequestObject) (api.StreamQueryUnderAPIResponseObject, error) {
	return q.join(ctx, r.QueryID)
}

// join subscribes before it runs the query, so that no change is lost between the two.
func (q *Queries) join(ctx context.Context, id string) (*querySocket, error) {
	if !q.queries.Knows(id) {
		return &querySocket{request: requestFrom(ctx)}, nil
	}
	subscription, err := subscribe(q.hub, queries.Topic(id))
	if err != nil {
		return nil, err
	}
	state, err := q.queries.Run(ctx, id)
	if err != nil {
		subscription.Release()
		return nil, err
	}
	return &querySocket{subscription: subscription, request: requestFrom(ctx), state: state}, nil
}

// querySocket is the stream of a query. subscription is nil where there is no such query.
type querySocket struct {
	subscription *pubsub.Subscription
	request      *http.Request
	state        queries.Result
}

// VisitStreamQueryResponse serves the stream until the client or the server ends it. For an unknown query it closes the socket.
func (q *querySocket) VisitStreamQueryResponse(w http.ResponseWriter) error {
	s, err := accept(w, q.request, q.subscription, nil)
	if err != nil {
		return err
	}
	if q.subscription == nil {
		s.conn.Close(websocket.StatusPolicyViolation, "there is no such query") //nolint:errcheck // the client may be gone
		s.release()
		return nil
	}
	if !s.sendInitial(encode(toAPIQueryStateMessage(q.state))) {
		return nil
	}
	last := encode(toAPIQueryStateMessage(q.state).Rows)
	s.forward(func(m *pubsub.Message) []byte {
		result, _ := m.Payload.(queries.Result)
		rows := encode(toAPIQueryStateMessage(result).Rows)
		if bytes.Equal(rows, last) {
			return nil // the client has these rows already
		}
		last = rows
		return m.Encoded(pubsub.Plain, encodeQueryUpdate)
	})
	return nil
}

// VisitStreamQueryUnderAPIResponse is VisitStreamQueryResponse under the name of the other operation.
func (q *querySocket) VisitStreamQueryUnderAPIResponse(w http.ResponseWriter) error {
	return q.VisitStreamQueryResponse(w)
}

func toAPIQueryStateMessage(r queries.Result) api.QueryStateMessage {
	rows := make([]map[string]any, len(r.Rows))
	copy(rows, r.Rows)
	return api.QueryStateMessage{
		Type: api.QueryStateMessageTypeQueryState, QueryID: r.QueryID, Timestamp: model.ISO(r.At), Rows: rows,
		RowCount: int64(len(rows)), ExecutionTimeMs: float64(r.Took.Microseconds()) / 1000,
	}
}

func encodeQueryUpdate(payload any) []byte {
	result, _ := payload.(queries.Result)
	state := toAPIQueryStateMessage(result)
	return encode(api.QueryUpdateMessage{
		Type: api.QueryUpdateMessageTypeQueryUpdate, QueryID: state.QueryID, Timestamp: state.Timestamp, Rows: state.Rows,
		RowCount: state.RowCount, ExecutionTimeMs: state.ExecutionTimeMs,
	})
}
