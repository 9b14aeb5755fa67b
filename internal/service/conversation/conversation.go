// Package conversation owns how the messages of a session are read: windows of a thread, the contents of their parts, and their data.
package conversation

import (
	"context"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of a window.
const (
	// DefaultMessages and MaxMessages are how many messages a window has.
	DefaultMessages = 60
	MaxMessages     = 200
	// DefaultBytes is how many bytes of texts a window has.
	DefaultBytes = 256 << 10
	// MaxText is how much of a text a window has, in bytes.
	MaxText = 16 << 10
)

// Store reads stored messages.
type Store interface {
	HasSession(ctx context.Context, sessionID string) (bool, error)
	// Message returns a message of a session without its parts, and false where there is none.
	Message(ctx context.Context, sessionID, id string) (model.Message, bool, error)
	Totals(ctx context.Context, thread model.MessageThread) (model.ThreadTotals, error)
	// Rank returns the number of messages of a thread before a position.
	Rank(ctx context.Context, thread model.MessageThread, before model.MessageCursor) (int64, error)
	// After and Before return the messages next to a position, in the order of the thread and without their parts; nil stands for the beginning and
	// the end.
	After(ctx context.Context, thread model.MessageThread, position *model.MessageCursor, limit int) ([]model.Message, error)
	Before(ctx context.Context, thread model.MessageThread, position *model.MessageCursor, limit int) ([]model.Message, error)
	// Steps returns what the messages of a thread are from a position on, that one included, up to another one without it; nil stands for the end.
	Steps(ctx context.Context, thread model.MessageThread, from model.MessageCursor, to *model.MessageCursor) ([]model.MessageStep, error)
	// Parts returns the parts of messages, in the order of the messages' ids and of their own, each with at most limit bytes of its text.
	Parts(ctx context.Context, messageIDs []string, limit int) ([]model.MessagePart, error)
	// Content returns a part and its text, and Blob data by their hash; false where there is none.
	Content(ctx context.Context, partID int64) (model.MessagePart, io.ReadSeekCloser, bool, error)
	Blob(ctx context.Context, sha256 string) (blob model.MessageBlob, data []byte, found bool, err error)
}

// Costs knows what requests cost.
type Costs interface {
	// Costs returns what the requests that belong to events cost, by the id of the event.
	Costs(ctx context.Context, eventIDs []string) (map[string]model.Spent, error)
}

// Service reads messages. It is safe for concurrent use.
type Service struct {
	store Store
	costs Costs
}

// New returns the service.
func New(store Store, costs Costs) *Service { return &Service{store, costs} }

// Query says which window of a thread is read. At most one of Around, Before, After and FromEnd is set; with none of them the window begins at the
// beginning.
type Query struct {
	SessionID string
	// Subagent selects its thread. With Around nil stands for the thread of that message, else for the main thread.
	Subagent *string
	Kinds    []model.MessageKind
	// Around is the message in the middle of the window.
	Around        string
	Before, After *model.MessageCursor
	FromEnd       bool
	// Limit and Bytes are how many messages and how many bytes of texts the window has at most, but it has at least one message.
	Limit, Bytes int
}

// Window is a part of a thread.
type Window struct {
	Thread   model.MessageThread
	Messages []model.Message
	// First is the number of messages of the thread before the window, and Totals describes all of it.
	First  int64
	Totals model.ThreadTotals
	// Anchor is the place of the message that was asked for in Messages, -1 where it is not there.
	Anchor int
	// Previous and Next are the positions from which the thread goes on before and behind the window, nil where it does not.
	Previous, Next *model.MessageCursor
}

// Window returns a window of a thread. It returns CodeNotFound for a session or a message that is not known.
func (s *Service) Window(ctx context.Context, q Query) (Window, error) {
	w := Window{Thread: model.MessageThread{SessionID: q.SessionID, Subagent: model.Or(q.Subagent, ""), Kinds: q.Kinds}, Anchor: -1}
	read, err := s.slice(ctx, &w, q)
	if err != nil {
		return w, err
	}
	if w.Totals, err = s.store.Totals(ctx, w.Thread); err != nil {
		return w, err
	}
	if len(read.messages) == 0 {
		if q.After != nil {
			w.First = w.Totals.Messages
		}
		return w, s.checkSession(ctx, q.SessionID)
	}
	if err := s.fill(ctx, &read, q.Bytes); err != nil {
		return w, err
	}
	w.Messages = read.messages
	if q.Around != "" && read.messages[read.center].ID == q.Around {
		w.Anchor = read.center
	}
	first, last := w.Messages[0].Cursor(), w.Messages[len(w.Messages)-1].Cursor()
	if w.First, err = s.store.Rank(ctx, w.Thread, first); err != nil {
		return w, err
	}
	if read.hasBefore {
		w.Previous = &first
	}
	if read.hasAfter {
		w.Next = &last
	}
	return w, nil
}

// checkSession returns CodeNotFound for a session that is not known.
func (s *Service) checkSession(ctx context.Context, sessionID string) error {
	found, err := s.store.HasSession(ctx, sessionID)
	if err == nil && !found {
		err = apperr.NotFound("Session not found")
	}
	return err
}

// Content returns a part and its text. The caller closes it. It returns CodeNotFound for an unknown part.
func (s *Service) Content(ctx context.Context, partID int64) (model.MessagePart, io.ReadSeekCloser, error) {
	part, text, found, err := s.store.Content(ctx, partID)
	if err == nil && !found {
		err = apperr.NotFound("Part not found")
	}
	return part, text, err
}

// Blob returns data by their hash. It returns CodeNotFound for unknown ones.
func (s *Service) Blob(ctx context.Context, sha256 string) (model.MessageBlob, []byte, error) {
	blob, data, found, err := s.store.Blob(ctx, sha256)
	if err == nil && !found {
		err = apperr.NotFound("Blob not found")
	}
	return blob, data, err
}
