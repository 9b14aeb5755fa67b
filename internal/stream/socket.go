package stream

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"nhooyr.io/websocket"

	"github.com/htmlgraph/htmlgraph/internal/pubsub"
)

// Times and limits of a socket.
const (
	writeTimeout = 5 * time.Second
	readLimit    = 64 << 10
	// closeTimeout is how long a client may take to confirm that the socket is closed.
	closeTimeout = time.Second
)

// socket is a WebSocket connection to one client, with the client's subscription.
type socket struct {
	conn *websocket.Conn
	// subscription is nil for a query that does not exist.
	subscription *pubsub.Subscription
	// ctx ends when the client disconnects. drop cancels it, which also closes the connection without a close frame.
	ctx  context.Context
	drop context.CancelFunc
}

// accept upgrades the request to a WebSocket and takes over the subscription. Where the upgrade fails, it releases the subscription, and returns
// an error for the client. The guards of the server have already checked the origin. reply returns the
// message to send for a text of the client, nil for none; a nil reply ignores all texts.
func accept(w http.ResponseWriter, r *http.Request, subscription *pubsub.Subscription, reply func(text string) []byte) (*socket, error) {
	handshake := &handshake{ResponseWriter: w}
	conn, err := websocket.Accept(handshake, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		if subscription != nil {
			subscription.Release()
		}
		return nil, handshake.failure(err)
	}
	conn.SetReadLimit(readLimit)
	// The socket does not hold on to the request: a client may stay for hours.
	ctx, drop := context.WithCancel(context.Background()) //nolint:contextcheck // the socket outlives the request
	s := &socket{conn: conn, subscription: subscription, ctx: ctx, drop: drop}
	go func() {
		defer drop()
		for {
			kind, text, err := conn.Read(ctx)
			if err != nil {
				return
			}
			if kind != websocket.MessageText || reply == nil {
				continue
			}
			if message := reply(string(text)); message != nil && s.send(message) != nil {
				return
			}
		}
	}()
	return s, nil
}

// send writes one message. It returns context.DeadlineExceeded where the client did not receive it in time; the library alone would
// only report a closed connection.
func (s *socket) send(text []byte) error {
	if text == nil {
		return nil // encoding failed, see encode
	}
	ctx, cancel := context.WithTimeout(s.ctx, writeTimeout)
	defer cancel()
	err := s.conn.Write(ctx, websocket.MessageText, text)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// sendInitial sends a message before those of the subscription. Where that fails, it releases the socket and returns false.
func (s *socket) sendInitial(text []byte) bool {
	if s.send(text) != nil {
		s.release()
		return false
	}
	return true
}

// forward sends the messages of the subscription until the client disconnects or the hub ends the subscription, then closes the
// socket with the reason. Messages that encoded returns as nil are skipped. forward returns at once and works in a goroutine of its
// own: the goroutine of the request has a large stack, which is freed when the request ends.
func (s *socket) forward(encoded func(*pubsub.Message) []byte) { go s.forwardUntilEnd(encoded) }

func (s *socket) forwardUntilEnd(encoded func(*pubsub.Message) []byte) {
	subscription := s.subscription
	defer s.release()
	subscription.OnEnd(func() { time.AfterFunc(closeTimeout, s.drop) })
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-subscription.Done():
			s.closeWith(subscription.Reason())
			return
		case <-subscription.Ready():
			if !s.deliver(encoded) {
				return
			}
		case <-subscription.Heartbeat():
			go s.ping()
		}
	}
}

// deliver sends the waiting messages. It returns false where sending fails.
func (s *socket) deliver(encoded func(*pubsub.Message) []byte) bool {
	subscription := s.subscription
	for _, message := range subscription.Next() {
		text := encoded(message)
		if text == nil {
			continue
		}
		if err := s.send(text); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				subscription.EndAsSlow()
			}
			return false
		}
		subscription.Metrics().CountDelivery(len(text), message.At, time.Now())
	}
	return true
}

// release closes the connection, whatever state it is in, and releases the subscription.
func (s *socket) release() {
	if s.subscription != nil {
		defer s.subscription.Release()
	}
	s.drop()
	s.conn.CloseNow() //nolint:errcheck // it may be closed already
}

// ping pings the client, and ends the stream of one that does not answer. It runs in a short-lived goroutine, so that messages do not wait
// for it.
func (s *socket) ping() {
	ctx, cancel := context.WithTimeout(s.ctx, writeTimeout)
	defer cancel()
	switch err := s.conn.Ping(ctx); {
	case err == nil:
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		s.subscription.EndAsSlow()
	default:
		s.drop()
	}
}

// closeWith closes the socket with the close code and the text for a reason.
func (s *socket) closeWith(reason error) {
	if errors.Is(reason, pubsub.ErrSlow) {
		s.conn.Close(websocket.StatusTryAgainLater, "too slow; reconnect with your last cursor") //nolint:errcheck // the client may be gone
		return
	}
	s.conn.Close(websocket.StatusGoingAway, "the server is shutting down") //nolint:errcheck // the client may be gone
}
