package pubsub

import (
	"sync/atomic"
	"time"
)

// Metrics counts what goes out.
type Metrics struct {
	messages, bytes, drops atomic.Int64
	// delay, if set, is told how long each delivered message was under way.
	delay atomic.Pointer[func(time.Duration)]
}

// Delivered counts a message of size bytes that was noticed at a time and is written now.
func (m *Metrics) Delivered(size int, noticed, now time.Time) {
	m.messages.Add(1)
	m.bytes.Add(int64(size))
	if observe := m.delay.Load(); observe != nil && !noticed.IsZero() {
		(*observe)(now.Sub(noticed))
	}
}

// Counters is what a hub counted up to a moment.
type Counters struct {
	// Subscribers is how many there are now; the others count from the start.
	Subscribers, Messages, Bytes, Drops int64
	// Queued is how many messages all subscribers together are behind.
	Queued int64
}

// Counters returns the counters.
func (h *Hub) Counters() Counters {
	return Counters{
		Subscribers: h.subscribers.Load(), Messages: h.metrics.messages.Load(), Bytes: h.metrics.bytes.Load(),
		Drops: h.metrics.drops.Load(), Queued: h.queued(),
	}
}

func (h *Hub) queued() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	var waiting uint64
	for _, t := range h.topics {
		t.mu.RLock()
		for s := range t.subscribers {
			waiting += t.next() - s.at.Load()
		}
		t.mu.RUnlock()
	}
	return int64(waiting)
}

// ObserveDelay has observe told the delay of each delivered message.
func (h *Hub) ObserveDelay(observe func(time.Duration)) { h.metrics.delay.Store(&observe) }
