package client

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// StreamedEvent is a message of the stream of events, and the cursor with which a later stream goes on after it.
type StreamedEvent struct {
	EventStreamMessage
	Cursor string
}

// UnmarshalJSON decodes a message, with its cursor if it has one.
func (e *StreamedEvent) UnmarshalJSON(text []byte) error {
	var place struct {
		Cursor string `json:"cursor"`
	}
	if err := json.Unmarshal(text, &place); err != nil {
		return err
	}
	e.Cursor = place.Cursor
	return e.EventStreamMessage.UnmarshalJSON(text)
}

// FollowEvents returns stored events since filter.Since, at most 1,000, and then each new event and each change of one, in order and once. It
// uses Server-Sent Events. A message of the type gap says that messages were lost, because the cursor was too old.
func (a *API) FollowEvents(ctx context.Context, filter EventFilter) iter.Seq2[StreamedEvent, error] {
	return follow(ctx, a, filter.Cursor, func(ctx context.Context, cursor string) (connection[StreamedEvent], error) {
		return a.connectEvents(ctx, filter.query(cursor))
	})
}

// query returns the parameters with which a stream begins after a cursor.
func (f EventFilter) query(cursor string) url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"session_id": f.SessionID, "agent_id": f.AgentID, "event_type": f.EventType, "tool_name": f.ToolName, "since": f.Since, "cursor": cursor,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if cursor == "" && f.OnlyNew {
		query.Set("cursor", "")
	}
	return query
}

// eventConnection reads Server-Sent Events from a response.
type eventConnection struct {
	body   io.Closer
	lines  *bufio.Scanner
	cancel context.CancelFunc
	alarm  *time.Timer // ends a connection whose other end is gone without a word
}

func (a *API) connectEvents(ctx context.Context, query url.Values) (connection[StreamedEvent], error) {
	ctx, cancel := context.WithCancel(ctx)
	c := &eventConnection{body: io.NopCloser(nil), cancel: cancel, alarm: time.AfterFunc(silence, cancel)}
	response, err := a.open(ctx, query)
	if err != nil {
		c.close()
		return nil, err
	}
	c.body, c.lines = response.Body, bufio.NewScanner(response.Body)
	c.lines.Buffer(nil, longestLine)
	return c, nil
}

// open asks for the stream of events.
func (a *API) open(ctx context.Context, query url.Values) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.server.JoinPath("api/events/stream").String()+"?"+query.Encode(), nil)
	if err != nil {
		return nil, &refusedError{err}
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := a.doer.Do(request)
	if err != nil {
		return nil, err
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "text/event-stream" {
		response.Body.Close()
		return nil, &refusedError{fmt.Errorf("GET %s: the response is no stream: %s, %s", request.URL.Path, response.Status, response.Header.Get("Content-Type"))}
	}
	return response, nil
}

// next reads lines up to the end of an event. Comments only say that the connection is alive.
func (c *eventConnection) next() (message StreamedEvent, cursor string, err error) {
	var data []byte
	for c.lines.Scan() {
		c.alarm.Reset(silence)
		name, value, _ := bytes.Cut(c.lines.Bytes(), []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch {
		case string(name) == "id":
			cursor = string(value)
		case string(name) == "data":
			data = append(data, value...)
		case len(name) == 0 && len(value) == 0 && len(data) > 0:
			if err := json.Unmarshal(data, &message); err != nil {
				return message, "", &refusedError{fmt.Errorf("a message of the stream: %w", err)}
			}
			message.Cursor = cursor
			return message, cursor, nil
		}
	}
	return message, "", cmp.Or(c.lines.Err(), io.ErrUnexpectedEOF)
}

func (c *eventConnection) close() {
	c.alarm.Stop()
	c.cancel()
	c.body.Close()
}
