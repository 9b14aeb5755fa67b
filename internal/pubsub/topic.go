package pubsub

import "sync"

// topic holds what was published last, for all of its subscribers together, and where its stream stands.
type topic struct {
	name        string
	mu          sync.RWMutex
	subscribers map[*Subscription]struct{}
	place       any
	// log holds the newest messages; first is the number of the oldest of them.
	log   []*Message
	first uint64
	bytes int
}

// next is the number of the next message. The lock is held.
func (t *topic) next() uint64 { return t.first + uint64(len(t.log)) }

// append adds messages and forgets the oldest beyond the bounds. The lock is held.
func (t *topic) append(messages []*Message, maxMessages, maxBytes int) {
	for _, m := range messages {
		t.log = append(t.log, m)
		t.bytes += m.Size
	}
	forgotten := 0
	for len(t.log)-forgotten > maxMessages || (t.bytes > maxBytes && len(t.log)-forgotten > 1) {
		t.bytes -= t.log[forgotten].Size
		t.log[forgotten] = nil
		forgotten++
	}
	t.log = t.log[forgotten:]
	t.first += uint64(forgotten)
}
