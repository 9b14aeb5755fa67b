package pubsub

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Why a subscription ended.
var (
	// ErrSlow says that the subscriber did not keep up: what it has to get next is not kept any more.
	ErrSlow = errors.New("too slow")
	// ErrClosed says that the hub is closed.
	ErrClosed = errors.New("the hub is closed")
	// ErrFull says that there are as many subscribers as are allowed.
	ErrFull = errors.New("too many subscribers")
)

// Bounds unless told otherwise.
const (
	// DefaultMaxSubscribers is how many subscribers there are at most, over all topics.
	DefaultMaxSubscribers = 10_000
	// DefaultBehind is how many messages a subscriber can be behind at most.
	DefaultBehind = 8192
	// maxBytes is how many bytes of messages a topic keeps for those who are behind.
	maxBytes = 64 << 20
)

// Hub passes messages on to all who subscribed to their topic. It is safe for concurrent use.
type Hub struct {
	maxSubscribers int
	maxBehind      int
	metrics        Metrics
	subscribers    atomic.Int64

	mu     sync.Mutex
	topics map[string]*topic
	closed bool
	// all counts the subscriptions that have not been released.
	all sync.WaitGroup
}

// New returns a hub; zero stands for the default of each bound.
func New(maxSubscribers, maxBehind int) *Hub {
	if maxSubscribers == 0 {
		maxSubscribers = DefaultMaxSubscribers
	}
	if maxBehind == 0 {
		maxBehind = DefaultBehind
	}
	return &Hub{maxSubscribers: maxSubscribers, maxBehind: maxBehind, topics: map[string]*topic{}}
}

// topic returns that of a name. The hub's lock is held.
func (h *Hub) topic(name string) *topic {
	t, ok := h.topics[name]
	if !ok {
		t = &topic{name: name, subscribers: map[*Subscription]struct{}{}}
		h.topics[name] = t
	}
	return t
}

// lock returns the topic of a name, locked before it can be forgotten, or nil where nothing is to be published: the hub is
// closed, or nobody follows and there is no place to note.
func (h *Hub) lock(name string, place any) *topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || (place == nil && h.topics[name] == nil) {
		return nil
	}
	t := h.topic(name)
	t.mu.Lock()
	return t
}

// Subscribe joins a topic: from now on the subscriber receives each message that accept takes; a nil accept
// takes all. It returns ErrFull or ErrClosed. The caller releases the subscription.
func (h *Hub) Subscribe(name string, accept func(*Message) bool) (*Subscription, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	if h.subscribers.Load() >= int64(h.maxSubscribers) {
		return nil, ErrFull
	}
	h.subscribers.Add(1)
	h.all.Add(1)
	t := h.topic(name)
	s := &Subscription{hub: h, topic: t, accept: accept, ready: make(chan struct{}, 1), done: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	s.place = t.place
	s.at.Store(t.next())
	t.subscribers[s] = struct{}{}
	return s, nil
}

// Publish passes messages on to the subscribers of a topic, and notes place as where the topic now stands: who
// subscribes later finds it in Subscription.Place and has missed nothing after it. It returns how many
// subscribers there were. A subscriber that is too far behind is ended.
func (h *Hub) Publish(name string, place any, messages ...*Message) int {
	t := h.lock(name, place)
	if t == nil {
		return 0
	}
	defer t.mu.Unlock()
	t.place = place
	if len(t.subscribers) == 0 {
		t.first, t.log, t.bytes = t.next()+uint64(len(messages)), nil, 0 // nobody is behind
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

// Subscribers returns how many subscribers a topic has.
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

// Followed returns the names of the topics that begin with prefix and have subscribers, in order.
func (h *Hub) Followed(prefix string) []string {
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

// leave takes a subscriber from its topic, and forgets a topic that nobody follows and that has no place to remember:
// clients choose names, so topics must not pile up.
func (h *Hub) leave(s *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := s.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.subscribers, s)
	if len(t.subscribers) == 0 && t.place == nil && h.topics[t.name] == t {
		delete(h.topics, t.name)
	}
}

// Close ends all subscriptions with ErrClosed and waits until all are released.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	for _, t := range h.topics {
		t.mu.Lock()
		for s := range t.subscribers {
			s.end(ErrClosed)
			delete(t.subscribers, s)
		}
		t.mu.Unlock()
	}
	h.mu.Unlock()
	h.all.Wait()
}
