package pubsub

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Reasons why a subscription ended or was refused.
var (
	// ErrSlow means that the subscriber did not keep up: the log no longer holds its next message.
	ErrSlow = errors.New("too slow")
	// ErrClosed means that the hub is closed.
	ErrClosed = errors.New("the hub is closed")
	// ErrFull means that the limit of subscribers is reached.
	ErrFull = errors.New("too many subscribers")
)

// Default limits.
const (
	// DefaultMaxSubscribers is the limit of subscribers over all topics.
	DefaultMaxSubscribers = 10_000
	// DefaultBehind is the largest number of messages that a subscriber may be behind.
	DefaultBehind = 8192
	// maxBytes is the limit of the log of a topic in bytes.
	maxBytes = 64 << 20
)

// Hub passes messages to all subscribers of their topic. It is safe for concurrent use.
type Hub struct {
	maxSubscribers int
	maxBehind      int
	metrics        Metrics
	subscribers    atomic.Int64
	heartbeat      *heartbeat

	mu     sync.Mutex
	topics map[string]*topic
	closed bool
	// empty is closed once the hub is closed and all subscriptions are released.
	empty chan struct{}
}

// New returns a hub. Zero stands for the default of each limit.
func New(maxSubscribers, maxBehind int) *Hub {
	if maxSubscribers == 0 {
		maxSubscribers = DefaultMaxSubscribers
	}
	if maxBehind == 0 {
		maxBehind = DefaultBehind
	}
	return &Hub{maxSubscribers: maxSubscribers, maxBehind: maxBehind, heartbeat: newHeartbeat(), topics: map[string]*topic{}, empty: make(chan struct{})}
}

// topic returns the topic with a name, and creates it if needed. The caller holds the hub's lock.
func (h *Hub) topic(name string) *topic {
	t, ok := h.topics[name]
	if !ok {
		t = &topic{name: name, subscribers: map[*Subscription]struct{}{}}
		h.topics[name] = t
	}
	return t
}

// lockTopic returns the topic with a name, locked before it can be removed. It returns nil where there is nothing to do: the hub is
// closed, or the topic has neither subscribers nor a position.
func (h *Hub) lockTopic(name string, position any) *topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || (position == nil && h.topics[name] == nil) {
		return nil
	}
	t := h.topic(name)
	t.mu.Lock()
	return t
}

// Subscribe subscribes to a topic: from now on the subscriber receives each message for which accept returns true; nil accepts all.
// It returns ErrFull or ErrClosed. The caller must release the subscription.
func (h *Hub) Subscribe(name string, accept func(*Message) bool) (*Subscription, error) {
	return h.SubscribeFor(name, "", accept)
}

// SubscribeFor subscribes for the sake of an interest, which Interested counts.
func (h *Hub) SubscribeFor(name, interest string, accept func(*Message) bool) (*Subscription, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	if h.subscribers.Load() >= int64(h.maxSubscribers) {
		return nil, ErrFull
	}
	h.subscribers.Add(1)
	t := h.topic(name)
	s := &Subscription{hub: h, topic: t, interest: interest, accept: accept, ready: make(chan struct{}, 1), beat: make(chan struct{}, 1), done: make(chan struct{})}
	h.heartbeat.join(s)
	t.mu.Lock()
	defer t.mu.Unlock()
	s.position = t.position
	s.at.Store(t.next())
	t.subscribers[s] = struct{}{}
	return s, nil
}

// Publish passes messages to the subscribers of a topic and records the position that the topic has reached. A later subscriber
// finds it in Subscription.Position, and receives everything after it. Publish returns the number of subscribers. It ends
// subscribers that are too far behind.
func (h *Hub) Publish(name string, position any, messages ...*Message) int {
	t := h.lockTopic(name, position)
	if t == nil {
		return 0
	}
	defer t.mu.Unlock()
	t.position = position
	return h.pass(t, messages)
}

// PublishBeside passes messages to the subscribers of a topic, whose position stays: a subscriber that joins later never gets them.
func (h *Hub) PublishBeside(name string, messages ...*Message) int {
	t := h.lockTopic(name, nil)
	if t == nil {
		return 0
	}
	defer t.mu.Unlock()
	return h.pass(t, messages)
}

// pass passes messages to the subscribers of a topic, whose lock the caller holds.
func (h *Hub) pass(t *topic, messages []*Message) int {
	if len(t.subscribers) == 0 {
		t.first, t.log, t.bytes = t.next()+uint64(len(messages)), nil, 0 // no client needs the log
		return 0
	}
	t.append(messages, h.maxBehind, maxBytes)
	for s := range t.subscribers {
		if s.at.Load() < t.first {
			s.end(ErrSlow)
			delete(t.subscribers, s)
			continue
		}
		s.wake()
	}
	return len(t.subscribers)
}

// Subscribers returns the number of subscribers of a topic.
func (h *Hub) Subscribers(name string) int {
	h.mu.Lock()
	t, ok := h.topics[name]
	h.mu.Unlock()
	if !ok {
		return 0
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.subscribers)
}

// Interested returns the number of subscribers of a topic that have an interest.
func (h *Hub) Interested(name, interest string) int {
	h.mu.Lock()
	t, ok := h.topics[name]
	h.mu.Unlock()
	if !ok {
		return 0
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	count := 0
	for s := range t.subscribers {
		if s.interest == interest {
			count++
		}
	}
	return count
}

// ActiveTopics returns the sorted names of the topics with subscribers that begin with prefix.
func (h *Hub) ActiveTopics(prefix string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var names []string
	for name, t := range h.topics {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		t.mu.RLock()
		if len(t.subscribers) > 0 {
			names = append(names, name)
		}
		t.mu.RUnlock()
	}
	slices.Sort(names)
	return names
}

// leave removes a subscriber from its topic, and removes a topic that has neither subscribers nor a position. Clients choose the
// names of topics, so unused ones must not accumulate.
func (h *Hub) leave(s *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := s.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.subscribers, s)
	if len(t.subscribers) == 0 && t.position == nil && h.topics[t.name] == t {
		delete(h.topics, t.name)
	}
}

// Close ends all subscriptions with ErrClosed and waits until all are released, no longer than ctx lasts. It may be called again.
func (h *Hub) Close(ctx context.Context) error {
	h.endAll()
	select {
	case <-h.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// endAll ends all subscriptions, and refuses new ones from now on.
func (h *Hub) endAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for _, t := range h.topics {
		t.mu.Lock()
		for s := range t.subscribers {
			s.end(ErrClosed)
			delete(t.subscribers, s)
		}
		t.mu.Unlock()
	}
	if h.subscribers.Load() == 0 {
		close(h.empty)
	}
}

// released counts a subscription that was released.
func (h *Hub) released() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subscribers.Add(-1) == 0 && h.closed {
		close(h.empty)
	}
}
