package state

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// tick is how often states are looked at that change with time alone.
	tick = 5 * time.Second
	// publishPause is the least time between two reads.
	publishPause = 250 * time.Millisecond
)

// Audience is those who follow states.
type Audience interface {
	// Followers returns how many follow.
	Followers() int
	// Publish sends changes to all of them. It must not wait for them.
	Publish(changes ...model.StateChange)
}

// Follower publishes the states of sessions when they change. Make one with Service.NewFollower.
type Follower struct {
	service  *Service
	audience Audience
	logger   *slog.Logger
	// joined receives when somebody begins to follow.
	joined chan struct{}
	// last are the states that followers know, nil while nobody follows. mu is held for it alone.
	mu   sync.Mutex
	last map[string]model.SessionState
	// looked is the time of the last read.
	looked  time.Time
	failing bool
}

// NewFollower returns a follower that publishes once Run is called.
func (s *Service) NewFollower(audience Audience, logger *slog.Logger) *Follower {
	return &Follower{service: s, audience: audience, logger: logger, joined: make(chan struct{}, 1)}
}

// Joined notes that somebody has begun to follow. From its return on, each change is published to them.
func (f *Follower) Joined(ctx context.Context) error {
	if f.known() == nil {
		recent, err := f.service.Recent(ctx)
		if err != nil {
			return err
		}
		f.begin(statesOf(recent))
	}
	select {
	case f.joined <- struct{}{}:
	default: // it was reported already
	}
	return nil
}

func (f *Follower) known() map[string]model.SessionState {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// begin sets the states that followers know, unless some are known.
func (f *Follower) begin(states map[string]model.SessionState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last == nil {
		f.last = states
	}
}

// isAlone reports whether nobody follows, and forgets then what followers knew. Somebody who joins meanwhile is counted before they begin.
func (f *Follower) isAlone() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.audience.Followers() > 0 {
		return false
	}
	f.last = nil
	return true
}

// replace sets the states that followers know, and returns those before.
func (f *Follower) replace(states map[string]model.SessionState) map[string]model.SessionState {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.last
	f.last = states
	return before
}

func statesOf(recent Recent) map[string]model.SessionState {
	states := make(map[string]model.SessionState, len(recent.Sessions))
	for _, session := range recent.Sessions {
		states[session.ID] = session.State
	}
	return states
}

// Run publishes until ctx is done. changes receives after each commit. It reads nothing while nobody follows, and has no timer while no state
// changes with time alone.
func (f *Follower) Run(ctx context.Context, changes <-chan struct{}) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.joined:
		case <-changes:
		case <-timer.C:
		}
		if wait := f.step(ctx); wait > 0 {
			timer.Reset(wait)
		} else {
			timer.Stop()
		}
	}
}

// step publishes what changed if that is due, and returns after what time to call it again, 0 for not before something happens.
func (f *Follower) step(ctx context.Context) time.Duration {
	if f.isAlone() {
		return 0
	}
	if wait := publishPause - time.Since(f.looked); wait > 0 {
		return wait
	}
	f.looked = time.Now()
	recent, err := f.service.Recent(ctx)
	if err != nil {
		if !f.failing && ctx.Err() == nil && !apperr.IsLogged(err) {
			f.logger.Warn("the states of sessions cannot be read now", "error", err)
		}
		f.failing = true
		return tick
	}
	f.failing = false
	f.publish(recent)
	return nextLook(recent)
}

// publish publishes the states that differ from the last ones. Who begins to follow asks for the states itself.
func (f *Follower) publish(recent Recent) {
	before := f.replace(statesOf(recent))
	var changes []model.StateChange
	for _, session := range recent.Sessions {
		if before != nil && before[session.ID] != session.State {
			changes = append(changes, model.StateChange{SessionID: session.ID, State: session.State})
		}
	}
	if len(changes) > 0 {
		f.audience.Publish(changes...)
	}
}

// nextLook returns the time until the next look at states that change with time, 0 where none does.
func nextLook(recent Recent) time.Duration {
	for _, session := range recent.Sessions {
		switch session.State.Name {
		case model.StateWorking, model.StateWaiting, model.StateStale:
			return tick
		}
	}
	return 0
}
