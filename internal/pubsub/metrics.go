package pubsub

import (
	"sync/atomic"
	"time"
)

// Metrics counts delivered messages.
type Metrics struct {
	messages, bytes, drops atomic.Int64
	// delay, if set, is called with the delivery delay of each message.
	delay atomic.Pointer[func(time.Duration)]
}

// CountDelivery counts a message of size bytes whose change was noticed at one time and which is sent now.
func (m *Metrics) CountDelivery(size int, noticed, now time.Time) {
	m.messages.Add(1)
	m.bytes.Add(int64(size))
	if observe := m.delay.Load(); observe != nil && !noticed.IsZero() {
		(*observe)(now.Sub(noticed))
	}
}

// Counters are the figures of a hub at one moment.
type Counters struct {
	// Subscribers is the current number; Messages, Bytes and Drops count from the start.
	Subscribers, Messages, Bytes, Drops int64
	// Queued is the number of messages that all subscribers together are behind.
	Queued int64
}

// Counters returns the current figures.
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

// ObserveDelay sets a function that is called with the delivery delay of each message.
func (h *Hub) ObserveDelay(observe func(time.Duration)) { h.metrics.delay.Store(&observe) }
