package pubsub

import (
	"errors"
	"sync"
	"sync/atomic"
)

// Subscription is one subscriber's end of a topic.
type Subscription struct {
	hub    *Hub
	topic  *topic
	accept func(*Message) bool
	// ready has something in it when there may be messages to take.
	ready chan struct{}
	// at is the number of the next message to take.
	at    atomic.Uint64
	place any

	ended   sync.Once
	done    chan struct{}
	reason  error
	onEnd   atomic.Pointer[func()]
	release sync.Once
}

// Ready receives when there may be messages to take. It is never closed; watch Done beside it.
func (s *Subscription) Ready() <-chan struct{} { return s.ready }

// takeAtOnce is how many messages one call of Take looks at.
const takeAtOnce = 128

// Take returns the next messages that the subscriber wants, none if there are none now. The hub keeps messages once for
// all subscribers; each of them has but a place.
func (s *Subscription) Take() []*Message {
	s.topic.mu.RLock()
	defer s.topic.mu.RUnlock()
	at := s.at.Load()
	if at < s.topic.first || at >= s.topic.next() {
		return nil // ended by now, or nothing new
	}
	rest := s.topic.log[at-s.topic.first:]
	if len(rest) > takeAtOnce {
		rest = rest[:takeAtOnce]
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

// wake says that there may be messages.
func (s *Subscription) wake() {
	select {
	case s.ready <- struct{}{}:
	default: // it will look anyway
	}
}

// Done is closed when the hub ended the subscription; Reason then says why.
func (s *Subscription) Done() <-chan struct{} { return s.done }

// Reason is ErrSlow or ErrClosed once Done is closed.
func (s *Subscription) Reason() error {
	<-s.done
	return s.reason
}

// Place is where the topic stood when the subscription began; nil if nothing was published before.
func (s *Subscription) Place() any { return s.place }

// Metrics are the counters of the hub, for who delivers.
func (s *Subscription) Metrics() *Metrics { return &s.hub.metrics }

// GiveUp ends the subscription with ErrSlow, for a subscriber that does not take what it is sent.
func (s *Subscription) GiveUp() { s.end(ErrSlow) }

func (s *Subscription) end(reason error) {
	s.ended.Do(func() {
		s.reason = reason
		if errors.Is(reason, ErrSlow) {
			s.hub.metrics.drops.Add(1)
		}
		close(s.done)
		if f := s.onEnd.Load(); f != nil {
			go (*f)()
		}
	})
}

// OnEnd has f run, in a goroutine of its own, when the hub ends the subscription, also if it did already. It reaches a
// subscriber that is stuck in delivering and does not look at Done.
func (s *Subscription) OnEnd(f func()) {
	s.onEnd.Store(&f)
	select {
	case <-s.done:
		go f()
	default:
	}
}

// Release leaves the topic. It may be called more than once.
func (s *Subscription) Release() {
	s.release.Do(func() {
		s.hub.leave(s)
		s.end(ErrClosed)
		s.hub.subscribers.Add(-1)
		s.hub.all.Done()
	})
}
