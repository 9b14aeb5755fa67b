package budget

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// shortestPause is the shortest time between two checks. After a slow check the pause is restFactor times its duration, so that
	// checking budgets takes at most a fifth of the time.
	shortestPause = 100 * time.Millisecond
	restFactor    = 4
	// retryAfter is the time after which a failed check is repeated.
	retryAfter = 5 * time.Second
	// window is the number of last rows that are read again in each check, beside the new ones. The row of a request that is still
	// running exists already, and its cost grows.
	window = 200
	// mostActive is the largest number of recently active sessions in the first check.
	mostActive = 10_000
	// mostKnown is the number of alerts that are remembered as stored, above which all are forgotten. Storing one again has no effect.
	mostKnown = 10_000
)

// Watcher checks budgets when costs change, and stores alerts. It is not safe for concurrent use.
type Watcher struct {
	service *Service
	store   Store
	logger  *slog.Logger
	// first is true before the first check.
	first bool
	// seen is the last row of costs in the last check.
	seen int64
	// fingerprints are those of the last check, by session. A session whose fingerprint is another one has changed.
	fingerprints map[string]string
	// known are the ids of alerts that are known to be stored.
	known map[string]bool
}

// NewWatcher returns a watcher that has checked nothing yet.
func NewWatcher(service *Service, store Store, logger *slog.Logger) *Watcher {
	return &Watcher{service: service, store: store, logger: logger, first: true, known: map[string]bool{}}
}

// Run checks budgets at once, and then after each commit, until ctx is done. changes receives after each commit.
func (w *Watcher) Run(ctx context.Context, changes <-chan struct{}) error {
	for {
		began := time.Now()
		err := w.Check(ctx)
		pause, retry := max(shortestPause, restFactor*time.Since(began)), (<-chan time.Time)(nil)
		if err != nil && ctx.Err() == nil {
			if !apperr.IsLogged(err) {
				w.logger.Warn("cannot check budgets", "error", err)
			}
			retry = time.After(retryAfter)
		}
		select { // several changes are checked together
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changes:
		case <-retry:
		}
	}
}

// Check checks the budgets of the sessions whose costs have changed since the last check: in the last window rows before it, or in
// rows stored since. The first time it checks the sessions with costs in the last day, the most recent mostActive of them. Sessions
// without costs in the last day are never checked.
func (w *Watcher) Check(ctx context.Context) error {
	last, err := w.service.source.LastRow(ctx)
	if err != nil {
		return err
	}
	if w.first {
		w.seen = last
	}
	changes, err := w.service.source.Changes(ctx, min(w.seen, last)-window)
	if err != nil {
		return err
	}
	sessions, fingerprints, err := w.changed(ctx, changes)
	if err != nil {
		return err
	}
	if err := w.storeAlerts(ctx, sessions); err != nil {
		return err
	}
	w.first, w.seen, w.fingerprints = false, last, fingerprints
	return nil
}

// changed returns the sessions to check, and the fingerprints of all changed sessions.
func (w *Watcher) changed(ctx context.Context, changes []model.CostChange) (sessions []string, fingerprints map[string]string, err error) {
	since := model.NewInstant(w.service.now().Add(-recentCosts))
	fingerprints = make(map[string]string, len(changes))
	for _, change := range changes {
		fingerprints[change.SessionID] = change.Fingerprint
		if w.fingerprints[change.SessionID] != change.Fingerprint && change.Newest.Compare(since) >= 0 {
			sessions = append(sessions, change.SessionID)
		}
	}
	if !w.first {
		return sessions, fingerprints, nil
	}
	active, err := w.service.source.Active(ctx, since, mostActive)
	if err != nil {
		return nil, nil, err
	}
	sessions = append(sessions, active...)
	slices.Sort(sessions)
	return slices.Compact(sessions), fingerprints, nil
}

// storeAlerts stores the alerts of sessions that are not known to be stored: warnings, breaches and trajectories.
func (w *Watcher) storeAlerts(ctx context.Context, sessions []string) error {
	if len(sessions) == 0 {
		return nil
	}
	states, err := w.service.measure(ctx, sessions, false)
	if err != nil {
		return err
	}
	now := w.service.now()
	var alerts []model.CostAlert
	for _, state := range states {
		for _, alert := range state.alerts(now) {
			if !w.known[alert.ID] {
				alerts = append(alerts, alert)
			}
		}
	}
	if len(alerts) == 0 {
		return nil
	}
	if err := w.store.Store(ctx, alerts); err != nil {
		return err
	}
	if len(w.known) > mostKnown {
		clear(w.known)
	}
	for _, alert := range alerts {
		w.known[alert.ID] = true
	}
	return nil
}
