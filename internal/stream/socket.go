package stream

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"nhooyr.io/websocket"

	"github.com/htmlgraph/htmlgraph/internal/pubsub"
)

// Times and limits of a socket.
const (
	writeTimeout = 5 * time.Second
	pingPause    = 20 * time.Second
	readLimit    = 64 << 10
	// farewell is how long a client may take to answer that it is closed.
	farewell = time.Second
)

// socket is one WebSocket with a client, and what the client follows.
type socket struct {
	conn *websocket.Conn
	// subscription is nil where the client follows nothing.
	subscription *pubsub.Subscription
	// ctx ends when the client leaves; drop ends it, and the connection, without a word.
	ctx  context.Context
	drop context.CancelFunc
}

// open takes the connection over, and the subscription, which is released where that fails. What goes wrong before that is
// answered by the library, in HTTP. Who may connect was decided by the guards of the server. answer returns what a text of the client is answered with, nil for nothing; a nil
// answer ignores all texts.
func open(w http.ResponseWriter, r *http.Request, subscription *pubsub.Subscription, answer func(text string) []byte) (*socket, error) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		if subscription != nil {
			subscription.Release()
		}
		return nil, err
	}
	conn.SetReadLimit(readLimit)
	// The request is not kept: a client stays for hours.
	ctx, drop := context.WithCancel(context.Background()) //nolint:contextcheck // it outlives the request
	s := &socket{conn: conn, subscription: subscription, ctx: ctx, drop: drop}
	go func() {
		defer drop()
		for {
			kind, text, err := conn.Read(ctx)
			if err != nil {
				return
			}
			if kind != websocket.MessageText || answer == nil {
				continue
			}
			if reply := answer(string(text)); reply != nil && s.send(reply) != nil {
				return
			}
		}
	}()
	return s, nil
}

// send writes one message. The error is context.DeadlineExceeded where the client did not take it in time; the library itself
// then tells of a closed connection alone.
func (s *socket) send(text []byte) error {
	if text == nil {
		return nil // it could not be written
	}
	ctx, cancel := context.WithTimeout(s.ctx, writeTimeout)
	defer cancel()
	err := s.conn.Write(ctx, websocket.MessageText, text)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// begin sends what comes before the messages of the subscription, and reports false, with the socket released, when the client
// does not take it.
func (s *socket) begin(text []byte) bool {
	if s.send(text) != nil {
		s.release()
		return false
	}
	return true
}

// forward sends the messages of the subscription, but for those that are encoded as nil, until the client leaves or the hub
// ends it, and closes the socket with the reason. It returns at once: the goroutine that answered the request ends then, with
// the deep stack that it has grown.
func (s *socket) forward(encoded func(*pubsub.Message) []byte) { go s.follow(encoded) }

func (s *socket) follow(encoded func(*pubsub.Message) []byte) {
	subscription := s.subscription
	stopPinging := s.keepAlive()
	defer stopPinging()
	defer s.release()
	subscription.OnEnd(func() { time.AfterFunc(farewell, s.drop) })
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-subscription.Done():
			s.end(subscription.Reason())
			return
		case <-subscription.Ready():
			if !s.deliver(encoded) {
				return
			}
		}
	}
}

// deliver sends the messages that there are, and reports false when the client does not take them.
func (s *socket) deliver(encoded func(*pubsub.Message) []byte) bool {
	subscription := s.subscription
	for _, message := range subscription.Take() {
		text := encoded(message)
		if text == nil {
			continue
		}
		if err := s.send(text); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				subscription.GiveUp()
			}
			return false
		}
		subscription.Metrics().Delivered(len(text), message.At, time.Now())
	}
	return true
}

// release gives the connection up, whatever state it is in, and the subscription.
func (s *socket) release() {
	if s.subscription != nil {
		defer s.subscription.Release()
	}
	s.drop()
	s.conn.CloseNow() //nolint:errcheck // it is closed already, or beyond help
}

// keepAlive asks for a sign of life from time to time, in a goroutine that lives only as long as that takes, so that
// messages do not wait for it.
func (s *socket) keepAlive() (stop func()) {
	var mu sync.Mutex
	var timer *time.Timer
	stopped := false
	var ping func()
	ping = func() {
		ctx, cancel := context.WithTimeout(s.ctx, writeTimeout)
		defer cancel()
		if s.conn.Ping(ctx) != nil {
			s.drop()
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if !stopped {
			timer = time.AfterFunc(pingPause, ping)
		}
	}
	timer = time.AfterFunc(pingPause, ping)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		stopped = true
		timer.Stop()
	}
}

// end closes the socket and says why.
func (s *socket) end(reason error) {
	if errors.Is(reason, pubsub.ErrSlow) {
		s.conn.Close(websocket.StatusTryAgainLater, "too slow: come back with your last cursor") //nolint:errcheck // the client may be gone
		return
	}
	s.conn.Close(websocket.StatusGoingAway, "the server stops") //nolint:errcheck // the client may be gone
}
