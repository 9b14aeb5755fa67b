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

// patience is how long a test waits for a message that must come.
const patience = 20 * time.Second

// Socket is the client's end of a WebSocket.
type Socket struct {
	conn *websocket.Conn
	// Check, if set, is asked about each message.
	Check func(message []byte) error
}

// Dial opens the WebSocket at target, such as "/ws/events", of the server at base.
func Dial(ctx context.Context, base, target string, header http.Header) (*Socket, *http.Response, error) {
	conn, response, err := websocket.Dial(ctx, strings.Replace(base, "http://", "ws://", 1)+target, &websocket.DialOptions{HTTPHeader: header}) //nolint:bodyclose // the library closes it, or gives back what is read already
	if err != nil {
		return nil, response, err
	}
	conn.SetReadLimit(16 << 20)
	return &Socket{conn: conn}, response, nil
}

// MustDial is Dial for a test that cannot go on without; the socket is closed with the test.
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

// Stay answers the pings of the server from now on and reads nothing else, as a client does that only listens.
func (s *Socket) Stay(ctx context.Context) { s.conn.CloseRead(ctx) }

// Leave drops the connection without a word, as a client does that loses its network.
func (s *Socket) Leave() { s.conn.CloseNow() } //nolint:errcheck // it may be closed already

// Read returns the next message as it came.
func (s *Socket) Read(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
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

// Wait returns the next message, however long it takes, without looking at it.
func (s *Socket) Wait(ctx context.Context) ([]byte, error) {
	_, message, err := s.conn.Read(ctx)
	return message, err
}

// Next returns the next message as an object.
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

// Say sends a text.
func (s *Socket) Say(t testing.TB, text string) {
	t.Helper()
	if err := s.conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// Closed reads until the server closes, and returns its code and reason.
func (s *Socket) Closed(t testing.TB) (code int, reason string) {
	t.Helper()
	for {
		_, err := s.Read(t.Context())
		var closed websocket.CloseError
		if errors.As(err, &closed) {
			return int(closed.Code), closed.Reason
		}
		if err != nil {
			t.Fatalf("the connection broke without a word: %v", err)
		}
	}
}
