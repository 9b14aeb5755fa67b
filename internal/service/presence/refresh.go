package presence

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// refreshPause is the least time between two reads of what others wrote.
const refreshPause = time.Second

// refresh reads what others wrote, and which sessions ended.
func (f *Follower) refresh(ctx context.Context) error {
	s := f.service
	f.committed, f.refreshed = false, time.Now()
	others, err := s.readOthers(ctx, s.roster)
	if err != nil {
		f.committed = true
		return err
	}
	for id := range s.correct(others) {
		f.unpublished = true
		delete(f.unwritten, id) // what they wrote is kept
	}
	ended, err := s.source.Ended(ctx, s.roster.sessions())
	if err != nil {
		f.committed = true
		return err
	}
	s.setEnded(ended)
	return nil
}

// reload reads everything again. What it finds is stored and need not be written back.
func (f *Follower) reload(ctx context.Context) error {
	f.refreshed = time.Now()
	r, err := f.service.load(ctx)
	if err != nil {
		return err
	}
	r.updateStates(f.service.now())
	f.service.setRoster(r)
	f.rewritten, f.unpublished = false, true
	clear(f.unwritten)
	return nil
}

func (s *Service) correct(o others) map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.roster.correct(o)
}

func (s *Service) setEnded(ended map[string]model.Instant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roster.ended = ended
}

func (s *Service) setRoster(r *roster) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roster = r
}
