package testkit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nhooyr.io/websocket"
)

// messageTimeout is how long a test waits for an expected message.
const messageTimeout = 20 * time.Second

// Socket is a WebSocket client.
type Socket struct {
	conn *websocket.Conn
	// Check, if set, validates each message.
	Check func(message []byte) error
}

// Dial opens the WebSocket target, such as "/ws/events", of the server at base.
func Dial(ctx context.Context, base, target string, header http.Header) (*Socket, *http.Response, error) {
	conn, response, err := websocket.Dial(ctx, strings.Replace(base, "http://", "ws://", 1)+target, &websocket.DialOptions{HTTPHeader: header}) //nolint:bodyclose // the library has read and closed it
	if err != nil {
		return nil, response, err
	}
	conn.SetReadLimit(16 << 20)
	return &Socket{conn: conn}, response, nil
}

// MustDial is Dial, but fails the test on an error. The socket is closed with the test.
func MustDial(t testing.TB, base, target string, check func([]byte) error) *Socket {
	t.Helper()
	s, _, err := Dial(t.Context(), base, target, nil) //nolint:bodyclose // as above
	if err != nil {
		t.Fatal(err)
	}
	s.Check = check
	t.Cleanup(s.Leave)
	return s
}

// Stay keeps the connection open: it answers pings and reads nothing else.
func (s *Socket) Stay(ctx context.Context) { s.conn.CloseRead(ctx) }

// Leave drops the connection without a close frame, like a client that loses its network.
func (s *Socket) Leave() { s.conn.CloseNow() } //nolint:errcheck // it may be closed already

// Read returns the next message.
func (s *Socket) Read(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, messageTimeout)
	defer cancel()
	_, message, err := s.conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	if s.Check != nil {
		if err := s.Check(message); err != nil {
			return nil, fmt.Errorf("%w: %s", err, message)
		}
	}
	return message, nil
}

// Wait returns the next message without a timeout and without validation.
func (s *Socket) Wait(ctx context.Context) ([]byte, error) {
	_, message, err := s.conn.Read(ctx)
	return message, err
}

// Next returns the next message as a JSON object, and fails the test where there is none.
func (s *Socket) Next(t testing.TB) map[string]any {
	t.Helper()
	message, err := s.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(message, &object); err != nil {
		t.Fatal(err)
	}
	return object
}

// Send sends a text message.
func (s *Socket) Send(t testing.TB, text string) {
	t.Helper()
	if err := s.conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// Closed reads until the server closes the socket, and returns the close code and reason.
func (s *Socket) Closed(t testing.TB) (code int, reason string) {
	t.Helper()
	for {
		_, err := s.Read(t.Context())
		var closed websocket.CloseError
		if errors.As(err, &closed) {
			return int(closed.Code), closed.Reason
		}
		if err != nil {
			t.Fatalf("the connection ended without a close frame: %v", err)
		}
	}
}
