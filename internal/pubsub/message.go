package pubsub

import (
	"sync"
	"time"
)

// Message is one thing that happened. All subscribers get the same, so it is encoded once for all of them.
type Message struct {
	// Payload is what happened.
	Payload any
	// Size is about how many bytes it holds; it bounds what is kept for subscribers that are behind.
	Size int
	// At is when it was noticed; the delay of delivery counts from it.
	At time.Time

	encoded [encodings]encoding
}

// Encoding is a form in which a message goes out.
type Encoding int

// The encodings: with and without the cursor by which a client resumes.
const (
	Plain Encoding = iota
	WithCursor
	encodings = 2
)

type encoding struct {
	once sync.Once
	text []byte
}

// Encoded returns the message in an encoding; encode runs at most once for each.
func (m *Message) Encoded(form Encoding, encode func(payload any) []byte) []byte {
	e := &m.encoded[form]
	e.once.Do(func() { e.text = encode(m.Payload) })
	return e.text
}
