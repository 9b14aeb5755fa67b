package presence

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic is the topic of the hub on which presence is published.
const Topic = "presence"

const (
	// publishPause is the least time between two publications, heartbeat the longest.
	publishPause = 100 * time.Millisecond
	heartbeat    = 30 * time.Second
)

// Now is what all agents are doing at a moment.
type Now struct {
	Agents []model.Presence
	At     time.Time
}

// Audience is the subscribers of presence.
type Audience interface {
	// Followers returns how many follow.
	Followers() int
	// Publish sends the message to all of them. It must not wait for them.
	Publish(Now)
}

// Follower keeps presence current in memory, publishes it, and writes it back. Make one with Service.NewFollower.
type Follower struct {
	service  *Service
	audience Audience
	writer   Writer
	logger   *slog.Logger

	// committed says that others may have written since the last refresh, rewritten that all has to be read again.
	committed, rewritten bool
	// unpublished says that something changed since the last publication; unwritten are the agents that changed since the last
	// write-back.
	unpublished bool
	unwritten   map[string]bool
	last        []model.Presence
	// published is the time of the last publication, or when there were no subscribers; refreshed and wrote are the times of the last tries.
	published, refreshed, wrote time.Time
	// failing says that tries fail, and that this was logged; failedWrites is the number of write-backs that failed in a row.
	failing      struct{ refresh, write bool }
	failedWrites int
}

// NewFollower reads what is stored, and makes the service answer from memory from now on: every event that is stored later has to
// be given to Service.Count. The writer stores presence in the database; nil stores nothing. It fails where the database cannot be
// read. The follower works once Run is called.
func (s *Service) NewFollower(ctx context.Context, audience Audience, writer Writer, logger *slog.Logger) (*Follower, error) {
	f := &Follower{service: s, audience: audience, writer: writer, logger: logger, unwritten: map[string]bool{}, published: time.Now()}
	if err := f.reload(ctx); err != nil {
		return nil, err
	}
	f.unpublished = false // a client gets the state when it joins
	return f, nil
}

// Run keeps presence current until ctx is done, and then writes back what is left. It publishes whenever something changed, and
// when nothing was published for a while. changes receives after each commit; the sessions and rows of other processes are read
// only while somebody follows.
func (f *Follower) Run(ctx context.Context, changes <-chan struct{}) error {
	f.committed = true // others may have written before changes began to receive
	timer := time.NewTimer(f.untilNext())
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			f.finish(context.WithoutCancel(ctx))
			return nil
		case <-f.service.pending.added:
		case <-changes:
			f.committed = true
		case <-timer.C:
		}
		f.step(ctx)
		timer.Reset(f.untilNext())
	}
}

// step does what is due.
func (f *Follower) step(ctx context.Context) {
	f.countPending()
	if f.rewritten && due(f.refreshed, refreshPause) {
		f.logOnce(ctx, f.reload(ctx), &f.failing.refresh, "presence cannot be read now")
	}
	if f.hasFollowers() && f.committed && due(f.refreshed, refreshPause) {
		f.logOnce(ctx, f.refresh(ctx), &f.failing.refresh, "presence cannot be read now")
	}
	f.updateStates()
	f.publish()
	if f.hasUnwritten() && due(f.wrote, writePause) {
		f.noteWrite(ctx, f.writeBack(ctx))
	}
}

// untilNext returns the time until something is due.
func (f *Follower) untilNext() time.Duration {
	wait := f.service.roster.untilIdle(f.service.now(), left(f.published, heartbeat))
	if f.unpublished {
		wait = min(wait, left(f.published, publishPause))
	}
	if f.rewritten || f.committed && f.hasFollowers() {
		wait = min(wait, left(f.refreshed, refreshPause))
	}
	if f.hasUnwritten() {
		wait = min(wait, left(f.wrote, writePause))
	}
	return max(wait, time.Millisecond)
}

// left returns how much of a pause since a time is left. Pauses go by the machine's clock and not by the service's.
func left(since time.Time, pause time.Duration) time.Duration { return pause - time.Since(since) }

func due(since time.Time, pause time.Duration) bool { return left(since, pause) <= 0 }

func (f *Follower) hasFollowers() bool { return f.audience.Followers() > 0 }

// countPending counts the events that were given to the service.
func (f *Follower) countPending() {
	changed, rewritten := f.service.countPending()
	f.rewritten = f.rewritten || rewritten
	f.markChanged(changed)
}

// updateStates finds the agents that became active, idle or offline.
func (f *Follower) updateStates() {
	f.service.mu.Lock()
	defer f.service.mu.Unlock()
	f.markChanged(f.service.roster.updateStates(f.service.now()))
}

func (f *Follower) markChanged(agents []string) {
	for _, id := range agents {
		f.unpublished = true
		f.unwritten[id] = true
	}
}

// publish publishes presence if something changed, and also if nothing was published for a while.
func (f *Follower) publish() {
	if !f.hasFollowers() {
		f.unpublished, f.last, f.published = false, nil, time.Now()
		return
	}
	isHeartbeat := due(f.published, heartbeat)
	if !isHeartbeat && (!f.unpublished || !due(f.published, publishPause)) {
		return
	}
	f.unpublished = false
	agents := f.service.roster.list()
	if !isHeartbeat && slices.EqualFunc(agents, f.last, same) {
		return
	}
	f.last, f.published = agents, time.Now()
	f.audience.Publish(Now{Agents: agents, At: f.service.now().UTC()})
}

// logOnce logs a failure, and not again until a try succeeded.
func (f *Follower) logOnce(ctx context.Context, err error, failing *bool, message string) {
	if err != nil && !*failing && ctx.Err() == nil && !apperr.IsLogged(err) {
		f.logger.Warn(message, "error", err)
	}
	*failing = err != nil
}
