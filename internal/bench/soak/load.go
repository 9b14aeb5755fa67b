package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// load is what the clients of a server share.
type load struct {
	target    target
	calendar  calendar
	client    *http.Client
	durations durations
	troubles  *troubles
	recent    recent
	done      counts
	// forgotten is the first session of hooks that is not yet forgotten.
	forgotten int
}

// The pace of the load. It is far below what the server can do, so that times are not those of queues.
const (
	postEvery       = 100 * time.Millisecond
	exportEvery     = 500 * time.Millisecond
	hookEvery       = 500 * time.Millisecond
	turnEvery       = time.Second
	readEvery       = 100 * time.Millisecond
	pageEvery       = 200 * time.Millisecond
	downloadEvery   = 3 * time.Second
	commitEvery     = 250 * time.Millisecond
	healthEvery     = 200 * time.Millisecond
	referenceEvery  = 500 * time.Millisecond
	housekeepBackup = 2 // days between two backups
	housekeepForget = 2 // days of a session of hooks
)

// run does everything until ctx is done.
func (l *load) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	repeat := func(action string, interval time.Duration, f func(ctx context.Context, n int, random *rand.Rand) error) {
		group.Go(func() error {
			l.repeat(ctx, action, interval, f)
			return nil
		})
	}
	repeat(timedPosts, postEvery, l.postEvents)
	repeat(timedExports, exportEvery, l.exportTelemetry)
	repeat(timedHooks, hookEvery, l.runHook)
	repeat(timedReads, readEvery, l.read)
	repeat(timedPages, pageEvery, l.showPage)
	repeat("download", downloadEvery, l.download)
	repeat(timedHealth, healthEvery, l.askHealth)
	repeat(timedReference, referenceEvery, l.runReference)
	repeat("prune", l.calendar.day, l.prune)
	repeat("backup", housekeepBackup*l.calendar.day, l.backup)
	repeat("forget", housekeepForget*l.calendar.day, l.forget)
	for _, folder := range []string{l.target.watched, l.target.imported} {
		group.Go(func() error { return l.growTranscripts(ctx, folder) })
	}
	group.Go(func() error { return l.probe(ctx) })
	for slot := range visitors {
		group.Go(func() error {
			l.visit(ctx, slot)
			return nil
		})
	}
	return group.Wait()
}

// repeat calls f at an interval until ctx is done. n counts the calls. The call at an end of the interval is left out while another runs.
func (l *load) repeat(ctx context.Context, action string, interval time.Duration, f func(ctx context.Context, n int, random *rand.Rand) error) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	random := rand.New(rand.NewPCG(1, uint64(interval)))
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			l.troubles.add(ctx, action, f(ctx, n, random))
			l.done.add(action)
		}
	}
}

// send sends a request, and returns its response, which must have the status 200 or 204. The time counts under a name.
func (l *load) send(ctx context.Context, name string, request *http.Request) ([]byte, error) {
	begun := time.Now()
	response, err := l.client.Do(request.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", request.URL.Path, err)
	}
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusNoContent {
		return nil, fmt.Errorf("%s: status %d: %.300s", request.URL.Path, response.StatusCode, body)
	}
	l.durations.add(name, time.Since(begun))
	return body, nil
}

// get requests a path.
func (l *load) get(ctx context.Context, name, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.target.base+path, nil)
	if err != nil {
		return nil, err
	}
	return l.send(ctx, name, request)
}

// counts counts what was done.
type counts struct {
	mu   sync.Mutex
	done map[string]int
}

func (c *counts) add(action string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		c.done = map[string]int{}
	}
	c.done[action]++
}

// recent are the ids of what was posted last, for which readers ask.
type recent struct {
	mu             sync.Mutex
	event, session string
}

func (r *recent) set(event, session string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.event, r.session = event, session
}

func (r *recent) get() (event, session string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.event, r.session
}
