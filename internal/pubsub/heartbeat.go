package pubsub

import (
	"context"
	"sync"
	"time"
)

// HeartbeatInterval is the time between two heartbeats of a subscription, on which its subscriber keeps the connection open. Proxies close
// connections that are silent for 30 or 60 seconds.
const HeartbeatInterval = 20 * time.Second

// heartbeatGroups is the number of groups of subscriptions. One group after another gets its heartbeat, so that not all clients are
// written to at once.
const heartbeatGroups = 20

// heartbeat gives all subscriptions of a hub their heartbeats, with one timer.
type heartbeat struct {
	mu      sync.Mutex
	groups  [heartbeatGroups]map[*Subscription]struct{}
	members int
	// joins is the number of subscriptions that ever joined. It divides them evenly among the groups.
	joins int
	// joined has a value once there are members.
	joined chan struct{}
}

func newHeartbeat() *heartbeat { return &heartbeat{joined: make(chan struct{}, 1)} }

// RunHeartbeat gives each subscription a heartbeat at intervals, until ctx is done. Without subscriptions it only waits.
func (h *Hub) RunHeartbeat(ctx context.Context) error { return h.heartbeat.run(ctx) }

func (b *heartbeat) run(ctx context.Context) error {
	for group := 0; ; group = (group + 1) % heartbeatGroups {
		select {
		case <-ctx.Done():
			return nil
		case <-b.joined:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(HeartbeatInterval / heartbeatGroups):
		}
		b.beat(group)
	}
}

// beat gives a group its heartbeat, and has run go on while there are members.
func (b *heartbeat) beat(group int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.groups[group] {
		select {
		case s.beat <- struct{}{}:
		default: // the subscriber is busy with the last one
		}
	}
	if b.members > 0 {
		b.signal()
	}
}

// signal says that there are members.
func (b *heartbeat) signal() {
	select {
	case b.joined <- struct{}{}:
	default: // it was said already
	}
}

func (b *heartbeat) join(s *Subscription) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.group = b.joins % heartbeatGroups
	if b.groups[s.group] == nil {
		b.groups[s.group] = map[*Subscription]struct{}{}
	}
	b.groups[s.group][s] = struct{}{}
	b.joins++
	b.members++
	b.signal()
}

func (b *heartbeat) leave(s *Subscription) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.groups[s.group], s)
	b.members--
}
