package summary

import (
	"context"
	"time"
)

// Times of the background work. Each kind of check waits at least restFactor times as long
// as it took, so that a large file does not keep the machine busy. After a rebuild the next check comes sooner.
const (
	retryPause   = 200 * time.Millisecond
	checkPause   = time.Second
	rebuildPause = time.Minute
	restFactor   = 50
	rebuiltRest  = 10
)

// maintain fills the summary, and from then on finds changes below the anchor.
func (r *Running) maintain(ctx context.Context) {
	defer close(r.stopped)
	took, ok := r.firstFill(ctx)
	if !ok {
		return
	}
	checked, rebuilt := r.generation(), r.generation()
	nextRebuild := r.now().Add(max(rebuildPause, restFactor*took))
	pause := checkPause
	excess := int64(0)
	for sleep(ctx, pause) {
		began, generation := r.now(), r.generation()
		due := generation != rebuilt && began.After(nextRebuild)
		if !due && generation == checked {
			pause = checkPause
			continue
		}
		// Who deletes many rows does so for a while: only when nothing more goes is it worth it to read all others.
		before := excess
		excess = r.excess(ctx)
		if !due && (excess == 0 || excess != before) {
			if excess == 0 {
				checked = generation
			}
			pause = max(checkPause, restFactor*r.now().Sub(began))
			continue
		}
		rebuilt = r.rebuild(ctx, generation)
		checked, excess = rebuilt, 0
		took := r.now().Sub(began)
		nextRebuild = r.now().Add(max(rebuildPause, restFactor*took))
		pause = max(checkPause, rebuiltRest*took)
	}
}

// firstFill fills the summary, however often it takes, and returns how long the last try took. From
// the first try on, callers learn what came of it.
func (r *Running) firstFill(ctx context.Context) (time.Duration, bool) {
	for tries := 0; ; tries++ {
		began := r.now()
		fresh, err := r.fill(ctx)
		r.mu.Lock()
		r.state, r.unfilled = fresh, err
		r.mu.Unlock()
		if tries == 0 {
			close(r.tried)
		}
		if err == nil {
			return r.now().Sub(began), true
		}
		if ctx.Err() != nil {
			return 0, false
		}
		if tries == 0 {
			r.logger.Warn("the events cannot be read to be summed; trying again", "error", err)
		}
		if !sleep(ctx, retryPause) {
			return 0, false
		}
	}
}

// rebuild reads all events off the request path and puts the result in place. It returns the generation up to which
// the summary is known to be right: the one before, moved on by the correction itself if nothing else moved it.
func (r *Running) rebuild(ctx context.Context, generation uint64) uint64 {
	fresh, err := r.fill(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.logger.Warn("the running summary could not be rebuilt", "error", err)
		}
		return generation
	}
	r.mu.Lock()
	r.state = fresh
	r.mu.Unlock()
	r.corrected()
	if r.generation() == generation+1 {
		return generation + 1
	}
	return generation
}

// excess returns how many events the summary has beyond those in the file, fewer being negative; 0 also where that cannot be said,
// because something was stored meanwhile.
func (r *Running) excess(ctx context.Context) int64 {
	var before, after int64
	if r.With(ctx, func(v View) { before = v.All().Events }) != nil {
		return 0
	}
	count, err := r.source.CountEvents(ctx)
	if err != nil || r.With(ctx, func(v View) { after = v.All().Events }) != nil || before != after {
		return 0
	}
	return before - count
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
