package cost

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic returns the topic of the hub on which the costs of a session go out.
func Topic(sessionID string) string { return "cost:" + sessionID }

const (
	// followPause is the least time between two looks: at most ten times a second.
	followPause = 100 * time.Millisecond
	// followTick is the longest time between two looks while somebody follows.
	followTick = 10 * time.Second
)

// Item is one thing that is told of a session. Exactly one of its last three members is set.
type Item struct {
	SessionID string
	At        time.Time
	// Alerts are those that were not told before.
	Alerts     []model.CostAlert
	Breakdown  *Breakdown
	Prediction *Prediction
}

// Audience is who follows the costs of sessions.
type Audience interface {
	// Followed returns the sessions that somebody follows.
	Followed() []string
	// Tell tells those who follow a session.
	Tell(sessionID string, items ...Item)
}

// Follow looks at the sessions that somebody follows, once each, after each change and when a prediction turns another by
// time alone, and tells what differs. A burst of changes is looked at once. changes receives after each commit. It ends with stop.
func (s *Service) Follow(ctx context.Context, changes <-chan struct{}, audience Audience, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		f := follower{service: s, audience: audience, logger: logger, told: map[string]*told{}}
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
	told     map[string]*told
}

func (f *follower) run(ctx context.Context, changes <-chan struct{}) {
	timer := time.NewTimer(followTick)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes:
		case <-timer.C:
		}
		timer.Reset(f.look(ctx))
		select { // changes that come meanwhile are looked at together
		case <-ctx.Done():
			return
		case <-time.After(followPause):
		}
	}
}

// look looks at all sessions that are followed, and returns how long to wait before it is worth to look without a change.
func (f *follower) look(ctx context.Context) time.Duration {
	followed := f.audience.Followed()
	maps.DeleteFunc(f.told, func(id string, _ *told) bool { return !slices.Contains(followed, id) })
	wait := followTick
	for _, id := range followed {
		state, err := f.service.State(ctx, id)
		if err != nil {
			if ctx.Err() == nil {
				f.logger.Warn("the costs of a session cannot be read now", "session", id, "error", err)
			}
			continue
		}
		if f.told[id] == nil {
			f.told[id] = &told{alerts: map[string]bool{}}
		}
		if items := f.told[id].news(state); len(items) > 0 {
			f.audience.Tell(id, items...)
		}
		if !state.turns.IsZero() {
			wait = min(wait, max(followPause, state.turns.Sub(f.service.now())))
		}
	}
	return wait
}

// told is what those who follow a session were told.
type told struct {
	alerts     map[string]bool
	breakdown  *Breakdown
	prediction *Prediction
}

// news returns what of a state was not told yet, and counts it as told. The first time that is all: who joined before has
// some of it already, and only they know what.
func (t *told) news(state State) []Item {
	var items []Item
	item := Item{SessionID: state.SessionID, At: state.At}
	for _, alert := range state.Alerts {
		if !t.alerts[alert.ID] {
			t.alerts[alert.ID] = true
			item.Alerts = append(item.Alerts, alert)
		}
	}
	if len(item.Alerts) > 0 {
		items = append(items, item)
	}
	if t.breakdown == nil || !t.breakdown.equal(state.Breakdown) {
		t.breakdown = &state.Breakdown
		items = append(items, Item{SessionID: state.SessionID, At: state.At, Breakdown: t.breakdown})
	}
	if t.prediction == nil || *t.prediction != state.Prediction {
		t.prediction = &state.Prediction
		items = append(items, Item{SessionID: state.SessionID, At: state.At, Prediction: t.prediction})
	}
	return items
}
