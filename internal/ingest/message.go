package ingest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Message is what a source reports of a message. Several reports of one message, such as the records of its blocks, add up.
//
// A message that is an event is the Message of an Event: what both have in common is stated there, and is left empty here. Its id is that of the
// row of the event, once package merge has found it, so that all sources of a prompt or of a call report one message.
type Message struct {
	ID, SessionID string
	// EventID is the event that the message is, where both are reported by themselves.
	EventID string
	// Subagent is the subagent in which it was said, "" for the main thread.
	Subagent string
	At       model.Instant
	// Position is the place of the message in what its source wrote, for messages with the same time.
	Position int64
	Role     model.Role
	Kind     model.MessageKind
	Model    string
	// FinishReason says why the model stopped, "" where that is not known.
	FinishReason model.FinishReason
	Source       string
	Parts        []Part
	// Fingerprint finds the message where sources share no id, nil where all share the ID.
	Fingerprint *Fingerprint
}

// Part is a part of a message.
type Part struct {
	Section model.Section
	// Number is the place of the part in its section. A source gives a part the same number each time it reports it.
	Number int
	Type   model.PartType
	// CallID is the agent's own id of the call, and Name the name of its tool, or of a file.
	CallID, Name string
	Text         string
	// IsCut says that the source has only a piece of the text.
	IsCut bool
	// Meta is what the source states beside the text, as an object.
	Meta json.RawMessage
	// Blob is what the part is that is no text.
	Blob *Blob
	// Packed is the text, compressed, where it is too long to be stored as it is. Text is then "", and Size is its length.
	Packed []byte
	// Searched is what is searched of a packed text.
	Searched string
	Size     int64
	// Digest is a hash of the text and of all else that is stored of the part.
	Digest int64
}

// Limits on the parts of messages.
const (
	// MaxPartText is the length of the longest text of a part, in bytes.
	MaxPartText = 16 << 20
	// MaxBlob is the size of the largest data of a part, in bytes.
	MaxBlob = 10 << 20
	// MaxParts is how many parts one report of a message has.
	MaxParts = 1000
	// MaxMeta is the size of the largest object that is kept beside a text.
	MaxMeta = 256 << 10
)

// TextPart returns a part of the body of a message.
func TextPart(number int, kind model.PartType, text string) Part {
	return Part{Section: model.SectionBody, Number: number, Type: kind, Text: text, IsCut: IsTruncated(text)}
}

// Said returns a message that is an event and consists of a text.
func Said(kind model.MessageKind, role model.Role, text string) *Message {
	if text == "" {
		return nil
	}
	return &Message{Kind: kind, Role: role, Parts: []Part{TextPart(0, model.PartText, text)}}
}

// AnswerFingerprint returns the fingerprint of what an agent said: its text, in its session and its subagent. isShared says that the source knows
// the agent's own id of the message.
func AnswerFingerprint(source, sessionID, subagent, text string, isShared bool) *Fingerprint {
	digest := sha256.Sum256([]byte(strings.TrimSpace(text)))
	return &Fingerprint{
		Key: id("like", "answer", ID(sessionID), ID(subagent), hex.EncodeToString(digest[:])), Source: source, IsShared: isShared, Within: answerWithin,
	}
}

// answerWithin is how far apart the times may be at which sources report an answer: hooks report it once the turn has ended, which other hooks may
// delay.
const answerWithin = 5 * time.Minute

// SayingID returns the id under which a source reports a text of a message: a message has a fingerprint for each of its texts.
func (m *Message) SayingID() string { return id("say", m.ID, m.Fingerprint.Key) }

// IsSayingID reports whether an id is one that SayingID returns.
func IsSayingID(id string) bool { return strings.HasPrefix(id, "say-") }

// Seal sets the digest and the size of a part whose text is as it is to be stored.
func (p *Part) Seal() {
	h := sha256.New()
	for _, text := range []string{string(p.Type), p.CallID, p.Name, string(p.Meta), p.Text} {
		h.Write([]byte(text))
		h.Write([]byte{0})
	}
	if p.Blob != nil {
		h.Write([]byte(p.Blob.SHA256 + p.Blob.MIME))
	}
	p.Digest, p.Size = int64(binary.BigEndian.Uint64(h.Sum(nil))), int64(len(p.Text)) //nolint:gosec // any bits are a hash
}
