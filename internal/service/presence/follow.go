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
	// followPause is the least time between two looks at who is present.
	followPause = 100 * time.Millisecond
	// heartbeat is the longest time between two tellings.
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

// Follow tells the audience who is present, whenever that changed, an agent becomes idle, or nothing was told for a
// while. While nobody follows nothing is asked. changes receives after each commit. It ends with stop.
func (s *Service) Follow(ctx context.Context, changes <-chan struct{}, audience Audience, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		f := follower{service: s, audience: audience, logger: logger}
		f.run(ctx, changes)
	}()
	return func() {
		cancel()
		<-done
	}
}

type follower struct {
	service  *Service
	audience Audience
	logger   *slog.Logger
	last     Now
}

func (f *follower) run(ctx context.Context, changes <-chan struct{}) {
	timer := time.NewTimer(heartbeat)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes:
		case <-timer.C:
		}
		if f.audience.Followers() > 0 {
			f.look(ctx)
		} else {
			f.last = Now{}
		}
		timer.Reset(f.untilNext())
		select { // changes that come meanwhile are looked at together
		case <-ctx.Done():
			return
		case <-time.After(followPause):
		}
	}
}

func (f *follower) look(ctx context.Context) {
	agents, at, err := f.service.List(ctx)
	if err != nil {
		if ctx.Err() == nil {
			f.logger.Warn("presence cannot be read now", "error", err)
		}
		return
	}
	if at.Sub(f.last.At) < heartbeat && slices.EqualFunc(agents, f.last.Agents, same) {
		return
	}
	f.last = Now{Agents: agents, At: at}
	f.audience.Tell(f.last)
}

// untilNext is the time until the next agent becomes idle, or the next heartbeat.
func (f *follower) untilNext() time.Duration {
	wait := heartbeat
	for _, agent := range f.last.Agents {
		if at, ok := agent.LastActivity.Time(); ok && agent.Status == model.PresenceActive {
			wait = min(wait, max(followPause, at.Add(model.ActiveWindow).Sub(f.service.now())))
		}
	}
	return wait
}

func same(a, b model.Presence) bool {
	return a.AgentID == b.AgentID && a.Status == b.Status && a.LastActivity == b.LastActivity && a.TotalToolsExecuted == b.TotalToolsExecuted &&
		a.TotalCostTokens == b.TotalCostTokens && model.Or(a.CurrentFeatureID, "") == model.Or(b.CurrentFeatureID, "") &&
		model.Or(a.LastToolName, "") == model.Or(b.LastToolName, "") && model.Or(a.SessionID, "") == model.Or(b.SessionID, "")
}
