package pubsub

import (
	"sync"
	"time"
)

// Message is one published message. All subscribers receive the same one, so it is encoded once for all of them.
type Message struct {
	// Payload is the content. The hub does not look into it.
	Payload any
	// Size is the approximate size in bytes. It counts towards the limit of the topic's log.
	Size int
	// At is the time at which the change was noticed. The delivery delay is measured from it.
	At time.Time

	encoded [encodings]encoding
}

// Encoding is a form in which a message is sent.
type Encoding int

// The encodings: without and with the cursor by which a client resumes.
const (
	Plain Encoding = iota
	WithCursor
	encodings = 2
)

type encoding struct {
	once sync.Once
	text []byte
}

// Encoded returns the message in an encoding. encode runs at most once for each encoding.
func (m *Message) Encoded(form Encoding, encode func(payload any) []byte) []byte {
	e := &m.encoded[form]
	e.once.Do(func() { e.text = encode(m.Payload) })
	return e.text
}
