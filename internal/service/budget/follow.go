package budget

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// shortestPause is the least time between two looks. A look that takes long is followed by a pause that is restFactor times
	// as long, so that budgets never take more than a fifth of the time.
	shortestPause = 100 * time.Millisecond
	restFactor    = 4
	// retryAfter is when a look that failed is made again.
	retryAfter = 5 * time.Second
	// window is how many of the last rows are looked at for changes: a request that is still being answered has its row
	// already and costs more with each word.
	window = 200
	// mostActive is how many sessions of the last day are looked at first.
	mostActive = 10_000
	// mostKnown bounds how many alerts are remembered as stored. What was forgotten is stored again, which changes nothing.
	mostKnown = 10_000
)

// Watcher holds costs against budgets as they come, and stores what is to be warned ow. It is for one goroutine.
type Watcher struct {
	service *Service
	store   Store
	// first says that no look was made yet.
	first bool
	seen  int64
	marks map[string]string
	// known are the alerts that were stored in this run.
	known map[string]bool
}

// NewWatcher returns a watcher that has looked at nothing yet.
func NewWatcher(service *Service, store Store) *Watcher {
	return &Watcher{service: service, store: store, first: true, known: map[string]bool{}}
}

// Follow looks at once, and then after each commit, of which changes tells. It ends with stop.
func (w *Watcher) Follow(ctx context.Context, changes <-chan struct{}, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.run(ctx, changes, logger)
	}()
	return func() {
		cancel()
		<-done
	}
}

func (w *Watcher) run(ctx context.Context, changes <-chan struct{}, logger *slog.Logger) {
	for {
		began := time.Now()
		err := w.Check(ctx)
		pause, retry := max(shortestPause, restFactor*time.Since(began)), (<-chan time.Time)(nil)
		if err != nil && ctx.Err() == nil {
			logger.Warn("budgets cannot be looked at now", "error", err)
			retry = time.After(retryAfter)
		}
		select { // changes that come meanwhile are looked at together
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		select {
		case <-ctx.Done():
			return
		case <-changes:
		case <-retry:
		}
	}
}

// Check looks at the budgets of all sessions of whose costs something changed since the last look; the first time, of all that
// cost something in the last day.
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
	sessions, marks, err := w.changed(ctx, changes)
	if err != nil {
		return err
	}
	if err := w.warn(ctx, sessions); err != nil {
		return err
	}
	w.first, w.seen, w.marks = false, last, marks
	return nil
}

// changed returns the sessions to look at, and the marks of all that changed.
func (w *Watcher) changed(ctx context.Context, changes []model.CostChange) (sessions []string, marks map[string]string, err error) {
	since := model.InstantOf(w.service.now().Add(-lately))
	marks = make(map[string]string, len(changes))
	for _, change := range changes {
		marks[change.SessionID] = change.Mark
		if w.marks[change.SessionID] != change.Mark && change.Newest.Compare(since) >= 0 {
			sessions = append(sessions, change.SessionID)
		}
	}
	if !w.first {
		return sessions, marks, nil
	}
	active, err := w.service.source.Active(ctx, since, mostActive)
	if err != nil {
		return nil, nil, err
	}
	sessions = append(sessions, active...)
	slices.Sort(sessions)
	return slices.Compact(sessions), marks, nil
}

// warn stores what is to be warned of in sessions.
func (w *Watcher) warn(ctx context.Context, sessions []string) error {
	if len(sessions) == 0 {
		return nil
	}
	states, err := w.service.measure(ctx, sessions, false)
	if err != nil {
		return err
	}
	var alerts []model.CostAlert
	for _, state := range states {
		for _, alert := range state.alerts(w.service.now()) {
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
