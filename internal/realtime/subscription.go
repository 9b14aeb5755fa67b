package realtime

import (
	"sync"
	"sync/atomic"
)

// Subscription is one subscriber's end of a topic.
type Subscription struct {
	hub    *Hub
	topic  *topic
	accept func(*Message) bool
	queue  chan *Message
	place  any

	ended   sync.Once
	done    chan struct{}
	reason  error
	onEnd   atomic.Pointer[func()]
	release sync.Once
}

// Messages returns the queue. It is never closed; watch Done beside it.
func (s *Subscription) Messages() <-chan *Message { return s.queue }

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

// offer puts m into the queue, unless it is not wanted; it reports false when the queue is full.
func (s *Subscription) offer(m *Message) bool {
	if s.accept != nil && !s.accept(m) {
		return true
	}
	select {
	case s.queue <- m:
		return true
	default:
		return false
	}
}

func (s *Subscription) end(reason error) {
	s.ended.Do(func() {
		s.reason = reason
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
		s.topic.mu.Lock()
		delete(s.topic.subscribers, s)
		s.topic.mu.Unlock()
		s.end(ErrClosed)
		s.hub.subscribers.Add(-1)
		s.hub.all.Done()
	})
}
