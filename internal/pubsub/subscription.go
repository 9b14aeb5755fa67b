package pubsub

import (
	"errors"
	"sync"
	"sync/atomic"
)

// Subscription is the subscription of one subscriber to a topic.
type Subscription struct {
	hub   *Hub
	topic *topic
	// interest is what the subscriber subscribed for, "" for nothing in particular.
	interest string
	accept   func(*Message) bool
	// ready holds a value when there may be messages.
	ready chan struct{}
	// beat holds a value when a heartbeat is due, group is the group of the heartbeat.
	beat  chan struct{}
	group int
	// at is the number of the next message to return.
	at       atomic.Uint64
	position any

	ended   sync.Once
	done    chan struct{}
	reason  error
	onEnd   atomic.Pointer[func()]
	release sync.Once
}

// Ready receives a value when there may be messages. It is never closed; also watch Done.
func (s *Subscription) Ready() <-chan struct{} { return s.ready }

// Heartbeat receives a value in each HeartbeatInterval: it is time to keep the connection to the client open. It is never closed.
func (s *Subscription) Heartbeat() <-chan struct{} { return s.beat }

// maxBatch is the largest number of messages that one call of Next looks at.
const maxBatch = 128

// Next returns the next messages that the subscriber accepts, none where there are none now. The hub keeps one log for all
// subscribers; a subscription only has a position in it.
func (s *Subscription) Next() []*Message {
	s.topic.mu.RLock()
	defer s.topic.mu.RUnlock()
	at := s.at.Load()
	if at < s.topic.first || at >= s.topic.next() {
		return nil // the subscription has ended, or there is nothing new
	}
	rest := s.topic.log[at-s.topic.first:]
	if len(rest) > maxBatch {
		rest = rest[:maxBatch]
		s.wake()
	}
	s.at.Store(at + uint64(len(rest)))
	wanted := make([]*Message, 0, len(rest))
	for _, m := range rest {
		if s.accept == nil || s.accept(m) {
			wanted = append(wanted, m)
		}
	}
	return wanted
}

// wake signals that there may be messages.
func (s *Subscription) wake() {
	select {
	case s.ready <- struct{}{}:
	default: // a signal is pending already
	}
}

// Done is closed when the hub has ended the subscription. Reason then returns why.
func (s *Subscription) Done() <-chan struct{} { return s.done }

// Reason waits for Done, and returns ErrSlow or ErrClosed.
func (s *Subscription) Reason() error {
	<-s.done
	return s.reason
}

// Position returns the position of the topic when the subscription began, nil where nothing was published before.
func (s *Subscription) Position() any { return s.position }

// Metrics returns the counters of the hub, so that deliveries can be counted.
func (s *Subscription) Metrics() *Metrics { return &s.hub.metrics }

// EndAsSlow ends the subscription with ErrSlow. It is for a client that does not receive what it is sent.
func (s *Subscription) EndAsSlow() { s.end(ErrSlow) }

func (s *Subscription) end(reason error) {
	s.ended.Do(func() {
		s.reason = reason
		if errors.Is(reason, ErrSlow) {
			s.hub.metrics.drops.Add(1)
		}
		close(s.done)
		if f := s.onEnd.Load(); f != nil {
			(*f)()
		}
	})
}

// OnEnd sets a function that is called when the hub ends the subscription, or at once where it has ended. It works for a subscriber
// that is blocked while sending and does not watch Done. Locks of the hub are held during the call: f must return at once, and must
// not use the hub.
func (s *Subscription) OnEnd(f func()) {
	s.onEnd.Store(&f)
	select {
	case <-s.done:
		f()
	default:
	}
}

// Release ends the subscription. It may be called more than once.
func (s *Subscription) Release() {
	s.release.Do(func() {
		s.hub.heartbeat.leave(s)
		s.hub.leave(s)
		s.end(ErrClosed)
		s.hub.released()
	})
}
