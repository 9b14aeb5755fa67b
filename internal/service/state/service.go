package state

import (
	"context"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Source reads what states follow from.
type Source interface {
	// Facts returns the facts of sessions by their ids.
	Facts(ctx context.Context, ids []string) (map[string]model.SessionFacts, error)
	// Recent returns the sessions in which something happened since an instant, and what had been stored by then.
	Recent(ctx context.Context, since model.Instant, limit int) ([]string, model.StateMarks, error)
	// Changed returns the sessions in which something may have been stored since some marks, and the marks now.
	Changed(ctx context.Context, since model.StateMarks) ([]string, model.StateMarks, error)
	// Versions returns what the rows of sessions say of their ends, by their ids.
	Versions(ctx context.Context, ids []string) (map[string]model.SessionVersion, error)
}

// Service answers what sessions do. It is safe for concurrent use.
type Service struct {
	source     Source
	generation func() uint64
	now        func() time.Time

	// board is what is known of recent sessions; it never changes, but is replaced. mu is held for that alone.
	mu    sync.Mutex
	board *board
}

// New returns the service. generation moves with every commit to the database, now is the clock.
func New(source Source, generation func() uint64, now func() time.Time) *Service {
	return &Service{source: source, generation: generation, now: now}
}

// States returns the states of sessions by their ids. A session of which nothing is stored has none.
func (s *Service) States(ctx context.Context, ids []string) (map[string]model.SessionState, error) {
	facts, err := s.source.Facts(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := s.now()
	states := make(map[string]model.SessionState, len(facts))
	for id, f := range facts {
		states[id] = Of(f, now)
	}
	return states, nil
}

// Session is a session in which something happened lately.
type Session struct {
	ID    string
	State model.SessionState
	// Children are the sessions below it in which something happened lately, Subagents those of its subagents and children that work.
	Children, Subagents int
	// HeardAt is when something was heard of it or of a session below it.
	HeardAt model.Instant
}

// Recent is what recent sessions do.
type Recent struct {
	At time.Time
	// Sessions are the root sessions, those that changed last first.
	Sessions []Session
	// Heard says when each source was heard last.
	Heard map[model.StateSource]model.Instant
	// Empty says that no event was ever stored.
	Empty bool
}

// Recent returns what sessions do in which something happened within a day.
func (s *Service) Recent(ctx context.Context) (Recent, error) {
	b, err := s.current(ctx)
	if err != nil {
		return Recent{}, err
	}
	return b.recent(s.now()), nil
}

// current returns the board as of what is stored now. Of reads at once the older may win; the next read then reads the difference again.
func (s *Service) current(ctx context.Context) (*board, error) {
	s.mu.Lock()
	known := s.board
	s.mu.Unlock()
	next, err := s.refresh(ctx, known)
	if err != nil {
		return nil, err
	}
	if next != known {
		s.mu.Lock()
		s.board = next
		s.mu.Unlock()
	}
	return next, nil
}
