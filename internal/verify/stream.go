package verify

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"nhooyr.io/websocket"
)

// longestMessage is how many bytes of a message are read.
const longestMessage = 4 << 20

// stream opens a stream once, and checks its beginning and the first message, if one comes.
func (c *checker) stream(ctx context.Context) error {
	plain := c.plain()
	opening, cancel := context.WithTimeout(ctx, c.Patience)
	defer cancel()
	var err error
	if c.op.Documents(http.StatusSwitchingProtocols) {
		err = c.socket(opening, plain)
	} else {
		err = c.events(opening, plain)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// socket opens a WebSocket.
func (c *checker) socket(ctx context.Context, r request) error {
	header := r.header.Clone()
	if c.Token != "" {
		header.Set("Authorization", "Bearer "+c.Token)
	}
	conn, answer, err := websocket.Dial(ctx, strings.TrimSuffix(c.Base.String(), "/")+r.target, &websocket.DialOptions{HTTPClient: c.client, HTTPHeader: header}) //nolint:bodyclose // the library reads it and replaces it
	c.check.Requests++
	if err != nil {
		return c.refusedSocket(r, answer, err)
	}
	defer conn.CloseNow() //nolint:errcheck // nothing is sent any more
	conn.SetReadLimit(longestMessage)
	waiting, cancel := context.WithTimeout(ctx, c.StreamWait)
	defer cancel()
	kind, message, err := conn.Read(waiting)
	switch {
	case waiting.Err() != nil: // nothing happens, so nothing is sent
	case err != nil:
		c.deviate(r, "the stream stays open", reason(err))
	case kind != websocket.MessageText:
		c.deviate(r, "messages are texts", "bytes")
	default:
		for _, fault := range c.op.MessageFaults(message) {
			c.deviate(r, "in a message "+fault, excerpt(message))
		}
	}
	return nil
}

// refusedSocket keeps what came instead of a WebSocket.
func (c *checker) refusedSocket(r request, answer *http.Response, err error) error {
	if answer == nil {
		c.deviate(r, "a server responds over HTTP", noResponse+": "+reason(err))
		return nil
	}
	if answer.StatusCode == http.StatusUnauthorized {
		return ErrToken
	}
	c.deviate(r, "the document permits this WebSocket", fmt.Sprintf("%d (%s)", answer.StatusCode, reason(err)))
	return nil
}

// events opens a stream of Server-Sent Events.
func (c *checker) events(ctx context.Context, r request) error {
	made, err := c.newRequest(ctx, r)
	if err != nil {
		return err
	}
	answer, err := c.client.Do(made)
	if err != nil {
		c.deviate(r, "a server responds over HTTP", noResponse+": "+reason(err))
		return nil
	}
	defer answer.Body.Close()
	c.check.Requests++
	got := response{status: answer.StatusCode, header: answer.Header}
	if got.status == http.StatusUnauthorized {
		return ErrToken
	}
	if got.status != http.StatusOK {
		c.deviate(r, "the document permits this stream", came(got))
		return nil
	}
	before := len(c.check.Deviations)
	c.compare(r, got)
	if len(c.check.Deviations) == before {
		c.firstEvent(ctx, r, answer.Body)
	}
	return nil
}

// firstEvent reads lines until the data of an event, or until the wait ends.
func (c *checker) firstEvent(ctx context.Context, r request, body io.ReadCloser) {
	waiting, cancel := context.WithTimeout(ctx, c.StreamWait)
	defer cancel()
	defer context.AfterFunc(waiting, func() { body.Close() })() // a read waits for no context
	lines := bufio.NewScanner(io.LimitReader(body, longestMessage))
	lines.Buffer(nil, longestMessage)
	for lines.Scan() {
		data, isData := strings.CutPrefix(lines.Text(), "data:")
		if isData && !json.Valid([]byte(data)) {
			c.deviate(r, "the data of an event is JSON", excerpt([]byte(data)))
		}
		name, _, _ := strings.Cut(lines.Text(), ":")
		if name != "" && name != "data" && name != "event" && name != "id" && name != "retry" {
			c.deviate(r, "a line is a field of an event", excerpt(lines.Bytes()))
			return
		}
		if isData {
			return
		}
	}
	if waiting.Err() == nil {
		c.deviate(r, "the stream stays open", "its end")
	}
}
