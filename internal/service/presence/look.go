package presence

import (
	"context"
	"time"
)

// lookPause is the least time between two looks at what others wrote.
const lookPause = time.Second

// look takes over what others wrote, and which sessions ended.
func (f *follower) look(ctx context.Context) error {
	s := f.service
	f.committed, f.looked = false, time.Now()
	others, err := s.look(ctx, s.roster)
	if err != nil {
		f.committed = true
		return err
	}
	s.mu.Lock()
	for id := range s.roster.correct(others) {
		f.untold = true
		delete(f.unwritten, id) // what they wrote stands
	}
	s.mu.Unlock()
	ended, err := s.source.Ended(ctx, s.roster.sessions())
	if err != nil {
		f.committed = true
		return err
	}
	s.mu.Lock()
	s.roster.ended = ended
	s.mu.Unlock()
	return nil
}

// reload reads everything anew; what it finds is stored and need not be written back.
func (f *follower) reload(ctx context.Context) error {
	f.looked = time.Now()
	r, err := f.service.load(ctx)
	if err != nil {
		return err
	}
	r.judge(f.service.now())
	f.service.mu.Lock()
	f.service.roster = r
	f.service.mu.Unlock()
	f.rewritten, f.untold = false, true
	clear(f.unwritten)
	return nil
}

// note logs that something failed, once until it succeeds again.
func (f *follower) note(ctx context.Context, err error, failing *bool, message string) {
	if err != nil && !*failing && ctx.Err() == nil {
		f.logger.Warn(message, "error", err)
	}
	*failing = err != nil
}
