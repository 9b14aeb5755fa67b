package summary

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Times of the background work. After a count the next check waits checkPause, after a rebuild the next rebuild waits rebuildPause,
// and each at least restFactor times as long as the last took, so that a large file does not keep the machine busy. The first count
// after a rebuild waits only rebuiltRest times as long as the rebuild took.
const (
	retryPause   = 200 * time.Millisecond
	checkPause   = time.Second
	rebuildPause = time.Minute
	restFactor   = 50
	rebuiltRest  = 10
)

// Check finds what With cannot see, until ctx is done: events that were deleted or changed among the settled ones. A count finds
// deletes within seconds; a rebuild finds changes within about a minute, in a large file later. changes receives after each commit.
func (r *Running) Check(ctx context.Context, changes <-chan struct{}) error {
	select {
	case <-ctx.Done():
		return nil
	case <-r.filling:
	}
	c := checker{Running: r, checked: r.generation(), rebuilt: r.generation()}
	c.nextRebuild = r.now().Add(max(rebuildPause, restFactor*r.fillTime()))
	for pause := checkPause; sleep(ctx, pause) && c.waitForWork(ctx, changes); {
		pause = c.check(ctx)
	}
	return nil
}

// checker is what Check remembers from one check to the next.
type checker struct {
	*Running
	// checked and rebuilt are the generations up to which events were counted, and all of them read.
	checked, rebuilt uint64
	nextRebuild      time.Time
	// excess is how many events the summary had beyond those in the file at the last count.
	excess int64
}

// waitForWork waits until there are commits that were not checked, or a rebuild is due. It returns false once ctx is done.
func (c *checker) waitForWork(ctx context.Context, changes <-chan struct{}) bool {
	var rebuildDue <-chan time.Time
	if c.rebuilt != c.checked {
		timer := time.NewTimer(c.nextRebuild.Sub(c.now()))
		defer timer.Stop()
		rebuildDue = timer.C
	}
	for c.generation() == c.checked {
		select {
		case <-ctx.Done():
			return false
		case <-changes:
		case <-rebuildDue:
			return true
		}
	}
	return ctx.Err() == nil
}

// check counts the events, or reads all of them where that is due, and returns how long to wait for the next check.
func (c *checker) check(ctx context.Context) time.Duration {
	began, generation := c.now(), c.generation()
	due := generation != c.rebuilt && began.After(c.nextRebuild)
	if !due && generation == c.checked {
		return checkPause
	}
	// A program that deletes many rows does so for a while: to read all others is worth it only when no more are deleted.
	before := c.excess
	c.excess = c.count(ctx)
	if !due && (c.excess == 0 || c.excess != before) {
		if c.excess == 0 {
			c.checked = generation
		}
		return max(checkPause, restFactor*c.now().Sub(began))
	}
	c.rebuilt = c.rebuild(ctx, generation)
	c.checked, c.excess = c.rebuilt, 0
	took := c.now().Sub(began)
	c.nextRebuild = c.now().Add(max(rebuildPause, restFactor*took))
	return max(checkPause, rebuiltRest*took)
}

// count returns how many more events the summary has than the file, a negative number for fewer. It returns 0 also where that is not
// known, because something was stored meanwhile.
func (c *checker) count(ctx context.Context) int64 {
	var before, after int64
	if c.With(ctx, func(v View) { before = v.All().Events }) != nil {
		return 0
	}
	stored, err := c.source.CountEvents(ctx)
	if err != nil || c.With(ctx, func(v View) { after = v.All().Events }) != nil || before != after {
		return 0
	}
	return before - stored
}

// rebuild reads all events and replaces the summary. It returns the generation up to which the summary is known to be right. That is
// the given one, or the next if the call of corrected alone has moved it.
func (c *checker) rebuild(ctx context.Context, generation uint64) uint64 {
	if err := c.replace(ctx); err != nil {
		if ctx.Err() == nil && !apperr.IsLogged(err) {
			c.logger.Warn("the running summary could not be rebuilt", "error", err)
		}
		return generation
	}
	c.corrected()
	if c.generation() == generation+1 {
		return generation + 1
	}
	return generation
}

// fillFirst fills the summary, and tries until it succeeds. After the first try callers no longer wait: they get the summary or the
// error.
func (r *Running) fillFirst(ctx context.Context) {
	for tries := 0; ctx.Err() == nil; tries++ {
		began := r.now()
		err := r.replace(ctx)
		if err == nil {
			r.filled(r.now().Sub(began))
			return
		}
		r.fail(err)
		if tries == 0 && ctx.Err() == nil && !apperr.IsLogged(err) {
			r.logger.Warn("the events cannot be read to be summed; trying again", "error", err)
		}
		sleep(ctx, retryPause)
	}
}

// filled stores how long the first fill took, and lets callers use the summary.
func (r *Running) filled(took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fillTook = took
	r.tried()
}

// fillTime returns how long the first fill took.
func (r *Running) fillTime() time.Duration {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.fillTook
}

// sleep waits for d and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
