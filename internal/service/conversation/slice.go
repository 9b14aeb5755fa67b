package conversation

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// slice is what was read of a thread. center is the place in it that must stay where it has too many bytes.
type slice struct {
	messages            []model.Message
	center              int
	hasBefore, hasAfter bool
}

// slice reads the messages of a window, and finds the thread of the message that was asked for.
func (s *Service) slice(ctx context.Context, w *Window, q Query) (slice, error) {
	switch {
	case q.Around != "":
		return s.around(ctx, w, q)
	case q.Before != nil || q.FromEnd:
		return s.before(ctx, w.Thread, q.Before, q.Limit)
	default:
		return s.after(ctx, w.Thread, q.After, q.Limit)
	}
}

// before reads the messages before a position; nil stands for the end. That behind them is the one at the position.
func (s *Service) before(ctx context.Context, thread model.MessageThread, position *model.MessageCursor, limit int) (slice, error) {
	messages, err := s.store.Before(ctx, thread, position, limit+1)
	read := slice{messages: messages, hasBefore: len(messages) > limit, hasAfter: position != nil}
	if read.hasBefore {
		read.messages = messages[1:]
	}
	read.center = len(read.messages) - 1
	return read, err
}

// after reads the messages behind a position; nil stands for the beginning.
func (s *Service) after(ctx context.Context, thread model.MessageThread, position *model.MessageCursor, limit int) (slice, error) {
	messages, err := s.store.After(ctx, thread, position, limit+1)
	read := slice{messages: messages, hasBefore: position != nil, hasAfter: len(messages) > limit}
	if read.hasAfter {
		read.messages = messages[:limit]
	}
	return read, err
}

// around reads the messages on both sides of one. Where one side has too few, the other has more.
func (s *Service) around(ctx context.Context, w *Window, q Query) (slice, error) {
	anchor, found, err := s.store.Message(ctx, q.SessionID, q.Around)
	if err != nil {
		return slice{}, err
	}
	if !found || q.Subagent != nil && *q.Subagent != anchor.Subagent {
		return slice{}, apperr.NotFound("Message not found")
	}
	w.Thread.Subagent = anchor.Subagent
	at, rest := anchor.Cursor(), q.Limit-1
	before, err := s.store.Before(ctx, w.Thread, &at, rest+1)
	if err != nil {
		return slice{}, err
	}
	after, err := s.store.After(ctx, w.Thread, &at, rest+1)
	if err != nil {
		return slice{}, err
	}
	left := min(len(before), max(rest/2, rest-len(after)))
	right := min(len(after), rest-left)
	read := slice{messages: slices.Clone(before[len(before)-left:]), center: left, hasBefore: len(before) > left, hasAfter: len(after) > right}
	if len(q.Kinds) == 0 || slices.Contains(q.Kinds, anchor.Kind) {
		read.messages = append(read.messages, anchor)
	}
	read.messages = append(read.messages, after[:right]...)
	read.center = min(read.center, max(0, len(read.messages)-1))
	return read, nil
}
