package pubsub

import "sync"

// topic holds the newest messages for all of its subscribers, and the position that it has reached.
type topic struct {
	name        string
	mu          sync.RWMutex
	subscribers map[*Subscription]struct{}
	position    any
	// log holds the newest messages; first is the number of the oldest of them.
	log   []*Message
	first uint64
	bytes int
}

// next returns the number of the next message. The caller holds the lock.
func (t *topic) next() uint64 { return t.first + uint64(len(t.log)) }

// append adds messages, and removes the oldest ones beyond the limits. The caller holds the lock.
func (t *topic) append(messages []*Message, maxMessages, maxBytes int) {
	for _, m := range messages {
		t.log = append(t.log, m)
		t.bytes += m.Size
	}
	removed := 0
	for len(t.log)-removed > maxMessages || (t.bytes > maxBytes && len(t.log)-removed > 1) {
		t.bytes -= t.log[removed].Size
		t.log[removed] = nil
		removed++
	}
	t.log = t.log[removed:]
	t.first += uint64(removed)
}
