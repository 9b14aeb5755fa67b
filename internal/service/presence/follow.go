package presence

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic is the topic of the hub on which presence goes out.
const Topic = "presence"

const (
	// tellPause is the least time between two tellings, heartbeat the longest.
	tellPause = 100 * time.Millisecond
	heartbeat = 30 * time.Second
)

// Now is who is present at a moment.
type Now struct {
	Agents []model.Presence
	At     time.Time
}

// Audience is who follows presence.
type Audience interface {
	// Followers returns how many follow.
	Followers() int
	// Tell tells them all.
	Tell(Now)
}

// Follow keeps presence in memory from what is noted, tells the audience whenever it changed and when nothing was told
// for a while, and has the writer, nil for none, write it back. changes receives after each commit; sessions and rows of
// others are looked at only while somebody follows. It fails where the database cannot be read; stop ends it with a last
// write-back.
func (s *Service) Follow(ctx context.Context, changes <-chan struct{}, audience Audience, writer Writer, logger *slog.Logger) (stop func(), err error) {
	f := &follower{service: s, audience: audience, writer: writer, logger: logger, unwritten: map[string]bool{}, told: time.Now()}
	if err := f.reload(ctx); err != nil {
		return nil, err
	}
	f.untold = false // whoever joins is told what is
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.run(ctx, changes)
		f.finish(context.WithoutCancel(ctx))
	}()
	return func() {
		cancel()
		<-done
	}, nil
}

type follower struct {
	service  *Service
	audience Audience
	writer   Writer
	logger   *slog.Logger

	// committed says that others may have written since the last look, rewritten that all has to be read again.
	committed, rewritten bool
	// untold says that something changed since the last telling, and unwritten which agents did since the last write-back.
	untold    bool
	unwritten map[string]bool
	last      []model.Presence
	// told is when something was told last, or nobody followed; looked and wrote are when that was last tried.
	told, looked, wrote time.Time
	// failing says that the last try failed.
	failing struct{ look, write bool }
}

func (f *follower) run(ctx context.Context, changes <-chan struct{}) {
	timer := time.NewTimer(f.untilNext())
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.service.noted:
		case <-changes:
			f.committed = true
		case <-timer.C:
		}
		f.step(ctx)
		timer.Reset(f.untilNext())
	}
}

// step does what is due.
func (f *follower) step(ctx context.Context) {
	f.take()
	if f.rewritten && due(f.looked, lookPause) {
		f.note(ctx, f.reload(ctx), &f.failing.look, "presence cannot be read now")
	}
	if f.follows() && f.committed && due(f.looked, lookPause) {
		f.note(ctx, f.look(ctx), &f.failing.look, "presence cannot be read now")
	}
	f.judge()
	f.tell()
	if f.toWrite() && due(f.wrote, writePause) {
		f.note(ctx, f.writeBack(ctx), &f.failing.write, "presence cannot be written back now; trying again")
	}
}

// untilNext returns the time until something is due.
func (f *follower) untilNext() time.Duration {
	wait := f.service.roster.untilIdle(f.service.now(), left(f.told, heartbeat))
	if f.untold {
		wait = min(wait, left(f.told, tellPause))
	}
	if f.rewritten || f.committed && f.follows() {
		wait = min(wait, left(f.looked, lookPause))
	}
	if f.toWrite() {
		wait = min(wait, left(f.wrote, writePause))
	}
	return max(wait, time.Millisecond)
}

// left returns how much of a pause since a time is left. Pauses go by the machine's clock and not by the service's.
func left(since time.Time, pause time.Duration) time.Duration { return pause - time.Since(since) }

func due(since time.Time, pause time.Duration) bool { return left(since, pause) <= 0 }

func (f *follower) follows() bool { return f.audience.Followers() > 0 }

// take counts what was noted.
func (f *follower) take() {
	changed, rewritten := f.service.takeNotes()
	f.rewritten = f.rewritten || rewritten
	f.changed(changed)
}

// judge sees who became active, idle or offline.
func (f *follower) judge() {
	f.service.mu.Lock()
	defer f.service.mu.Unlock()
	f.changed(f.service.roster.judge(f.service.now()))
}

func (f *follower) changed(agents []string) {
	for _, id := range agents {
		f.untold = true
		f.unwritten[id] = true
	}
}

// tell tells who is present if something changed, and also if nothing did for a while.
func (f *follower) tell() {
	if !f.follows() {
		f.untold, f.last, f.told = false, nil, time.Now()
		return
	}
	silent := due(f.told, heartbeat)
	if !silent && (!f.untold || !due(f.told, tellPause)) {
		return
	}
	f.untold = false
	agents := f.service.roster.list()
	if !silent && slices.EqualFunc(agents, f.last, same) {
		return
	}
	f.last, f.told = agents, time.Now()
	f.audience.Tell(Now{Agents: agents, At: f.service.now().UTC()})
}
