package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"

	"github.com/coder/websocket"
)

// FollowEventsOverWebSocket returns each new event and each change of one, in order and once, over a WebSocket: for networks that keep
// responses back until they are complete. It begins after filter.Cursor, or else now: for stored events use FollowEvents.
func (a *API) FollowEventsOverWebSocket(ctx context.Context, filter EventFilter) iter.Seq2[StreamedEvent, error] {
	filter.OnlyNew = true // only with a cursor, if an empty one, do messages have cursors
	return follow(ctx, a, filter.Cursor, func(ctx context.Context, cursor string) (connection[StreamedEvent], error) {
		return connectWebSocket[StreamedEvent](ctx, a, filter.query(cursor), "ws/events")
	})
}

// FollowPresence returns what all agents do now, and again after each change.
func (a *API) FollowPresence(ctx context.Context) iter.Seq2[PresenceStreamMessage, error] {
	return followWebSocket[PresenceStreamMessage](ctx, a, nil, "ws/presence")
}

// FollowBroadcasts returns each broadcast from now on. Broadcasts are not stored: those sent while the connection was interrupted are lost.
func (a *API) FollowBroadcasts(ctx context.Context) iter.Seq2[BroadcastStreamMessage, error] {
	return followWebSocket[BroadcastStreamMessage](ctx, a, nil, "ws/broadcasts")
}

// FollowQuery returns the rows of a reactive query, and its new rows whenever they differ.
func (a *API) FollowQuery(ctx context.Context, queryID string) iter.Seq2[QueryStreamMessage, error] {
	return followWebSocket[QueryStreamMessage](ctx, a, nil, "ws/query", queryID)
}

// FollowCosts returns the alerts, the costs and the predicted costs of a session, and then what changes of them. severity is the least of the
// alerts: info, warning or critical; empty is warning. After an interruption it begins with all alerts again.
func (a *API) FollowCosts(ctx context.Context, sessionID, severity string) iter.Seq2[CostStreamMessage, error] {
	query := url.Values{}
	if severity != "" {
		query.Set("min_severity", severity)
	}
	return followWebSocket[CostStreamMessage](ctx, a, query, "ws/cost-alerts", sessionID)
}

func followWebSocket[M any](ctx context.Context, a *API, query url.Values, path ...string) iter.Seq2[M, error] {
	return follow(ctx, a, "", func(ctx context.Context, _ string) (connection[M], error) {
		return connectWebSocket[M](ctx, a, query, path...)
	})
}

// socket reads messages from a WebSocket.
type socket[M any] struct {
	ctx    context.Context
	cancel context.CancelFunc
	conn   *websocket.Conn
}

// connectWebSocket opens a WebSocket. The last element of a path of several may be an id with any characters.
func connectWebSocket[M any](ctx context.Context, a *API, query url.Values, path ...string) (connection[M], error) {
	target := a.server.JoinPath(path[0])
	for _, id := range path[1:] {
		target = target.JoinPath(url.PathEscape(id))
	}
	target.RawQuery = query.Encode()
	ctx, cancel := context.WithCancel(ctx)
	conn, response, err := websocket.Dial(ctx, target.String(), &websocket.DialOptions{HTTPClient: a.http})
	if err != nil {
		cancel()
		if response != nil && response.StatusCode >= 400 {
			return nil, problemOf(response)
		}
		return nil, err
	}
	conn.SetReadLimit(longestLine)
	s := &socket[M]{ctx: ctx, cancel: cancel, conn: conn}
	go s.ping()
	return s, nil
}

// ping asks the other end for a sign of life, and ends the connection if there is none.
func (s *socket[M]) ping() {
	for sleep(s.ctx, silence/2) == nil {
		ctx, cancel := context.WithTimeout(s.ctx, silence/2)
		err := s.conn.Ping(ctx)
		cancel()
		if err != nil {
			s.cancel()
			return
		}
	}
}

func (s *socket[M]) next() (message M, cursor string, err error) {
	_, text, err := s.conn.Read(s.ctx)
	var closed websocket.CloseError
	if errors.As(err, &closed) && closed.Code == websocket.StatusPolicyViolation {
		return message, "", &refusedError{fmt.Errorf("the server closed the stream: %s", closed.Reason)}
	}
	if err != nil {
		return message, "", err
	}
	var place struct {
		Cursor string `json:"cursor"`
	}
	if err := errors.Join(json.Unmarshal(text, &place), json.Unmarshal(text, &message)); err != nil {
		return message, "", &refusedError{fmt.Errorf("a message of the stream: %w", err)}
	}
	return message, place.Cursor, nil
}

func (s *socket[M]) close() {
	s.conn.Close(websocket.StatusNormalClosure, "")
	s.cancel()
}
