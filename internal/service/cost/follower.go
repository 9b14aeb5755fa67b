package cost

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic returns the topic of the hub on which the costs of a session are published.
func Topic(sessionID string) string { return "cost:" + sessionID }

const (
	// followPause is the least time between two reads: at most ten in a second.
	followPause = 100 * time.Millisecond
	// followTick is the longest time between two reads while somebody follows.
	followTick = 10 * time.Second
)

// Item is one message about the costs of a session. Exactly one of its last three members is set.
type Item struct {
	SessionID string
	At        time.Time
	// Alerts are those that were not published before.
	Alerts     []model.CostAlert
	Breakdown  *Breakdown
	Prediction *Prediction
}

// Audience is the subscribers of the costs of sessions.
type Audience interface {
	// Followed returns the sessions that somebody follows.
	Followed() []string
	// Publish sends items to all subscribers of a session. It must not wait for them.
	Publish(sessionID string, items ...Item)
}

// Follower publishes the costs of the sessions that somebody follows. Make one with Service.NewFollower.
type Follower struct {
	service  *Service
	audience Audience
	logger   *slog.Logger
	// published is what was published of each session that somebody follows.
	published map[string]*published
}

// NewFollower returns a follower that publishes once Run is called.
func (s *Service) NewFollower(audience Audience, logger *slog.Logger) *Follower {
	return &Follower{service: s, audience: audience, logger: logger, published: map[string]*published{}}
}

// Run reads the costs of each session that somebody follows after each commit, and when a prediction changes by time alone, and
// publishes what differs, until ctx is done. Commits that come fast are read together. changes receives after each commit.
func (f *Follower) Run(ctx context.Context, changes <-chan struct{}) error {
	timer := time.NewTimer(followTick)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changes:
		case <-timer.C:
		}
		timer.Reset(f.publishChanged(ctx))
		select { // commits that come meanwhile are read together
		case <-ctx.Done():
			return nil
		case <-time.After(followPause):
		}
	}
}

// publishChanged publishes what is new of all sessions that somebody follows, and returns after what time to call it again without a
// commit.
func (f *Follower) publishChanged(ctx context.Context) time.Duration {
	followed := f.audience.Followed()
	maps.DeleteFunc(f.published, func(id string, _ *published) bool { return !slices.Contains(followed, id) })
	wait := followTick
	for _, id := range followed {
		state, err := f.service.State(ctx, id)
		if err != nil {
			if ctx.Err() == nil && !apperr.IsLogged(err) {
				f.logger.Warn("the costs of a session cannot be read now", "session", id, "error", err)
			}
			continue
		}
		if f.published[id] == nil {
			f.published[id] = &published{alerts: map[string]bool{}}
		}
		if items := f.published[id].news(state); len(items) > 0 {
			f.audience.Publish(id, items...)
		}
		if !state.changesAt.IsZero() {
			wait = min(wait, max(followPause, state.changesAt.Sub(f.service.now())))
		}
	}
	return wait
}

// published is what was published of a session.
type published struct {
	alerts     map[string]bool
	breakdown  *Breakdown
	prediction *Prediction
}

// news returns what of a state was not published yet, and remembers it as published. The first time that is all: a client that
// joined before has some of it already, and leaves that out.
func (t *published) news(state State) []Item {
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
