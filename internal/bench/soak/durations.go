package main

import (
	"sync"
	"time"
)

// What is timed. The reference is a command that uses neither the server nor the database: it shows how fast the machine is.
const (
	timedPosts     = "post of events"
	timedExports   = "telemetry export"
	timedHooks     = "hook command"
	timedReads     = "API read"
	timedPages     = "page"
	timedStream    = "commit to stream"
	timedHealth    = "health check"
	timedReference = "reference command"
)

// timed is everything that is timed, in the order of the table.
var timed = [...]string{timedPosts, timedExports, timedHooks, timedReads, timedPages, timedStream, timedHealth, timedReference}

// durations collects how long what took, since it was last asked.
type durations struct {
	mu    sync.Mutex
	taken map[string][]float64
}

// add adds a duration.
func (d *durations) add(name string, took time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.taken == nil {
		d.taken = map[string][]float64{}
	}
	d.taken[name] = append(d.taken[name], float64(took.Microseconds())/1000)
}

// take returns the durations since the last call, in milliseconds.
func (d *durations) take() map[string][]float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	taken := d.taken
	d.taken = nil
	return taken
}
