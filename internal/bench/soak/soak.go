package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Parameters of the comparison of the server at rest, before and after the load.
const (
	restWithin   = 15 * time.Second
	restInterval = 250 * time.Millisecond
	restSlack    = 3 // goroutines
)

// result is the outcome of a run.
type result struct {
	judged []judged
	done   map[string]int
	// before and after are the goroutines of the server without any client.
	before, after float64
	failed        error
}

// verdict returns what is wrong as an error, nil for nothing.
func (r result) verdict() error {
	if names := growing(r.judged); len(names) > 0 {
		return errors.Join(fmt.Errorf("these grow: %s", strings.Join(names, "; ")), r.failed)
	}
	if r.after > r.before+restSlack {
		return errors.Join(fmt.Errorf("goroutines stay after the last client has left: %.0f, and %.0f before the first came", r.after, r.before), r.failed)
	}
	return r.failed
}

// run puts the load on a new server for a time, and prints lines on the way and a table at the end. Everything that it starts has ended
// when it returns, and its files are removed.
func run(ctx context.Context, binary string, duration time.Duration, out io.Writer) (result, error) {
	folder, err := os.MkdirTemp("", "htmlgraph-soak-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the system cleans up temporary files
	running, stop := context.WithCancel(ctx)
	log := &troubles{}
	target, err := startTarget(running, binary, folder, log)
	r := result{}
	if err == nil {
		r, err = soak(running, target, duration, log, out)
	}
	stop()
	err = errors.Join(err, target.wait())
	if ctx.Err() != nil {
		return r, errors.New("interrupted")
	}
	return r, err
}

// soak puts the load on a target, and prints the result.
func soak(ctx context.Context, target target, duration time.Duration, log *troubles, out io.Writer) (result, error) {
	l := &load{target: target, troubles: log, calendar: newCalendar(time.Now(), duration), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}}
	defer l.client.CloseIdleConnections()
	before, err := l.atRest(ctx, 0)
	if err != nil {
		return result{}, err
	}
	fmt.Fprintf(out, "soak for %s: %s, a day takes %s\n", duration, filepath.Base(target.binary), l.calendar.day)
	loading, stop := context.WithTimeout(ctx, duration)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- l.run(loading) }()
	history, err := l.record(loading, min(max(duration/120, 100*time.Millisecond), 10*time.Second), out)
	stop()
	if err := errors.Join(err, <-failed); err != nil || ctx.Err() != nil {
		return result{}, errors.Join(err, ctx.Err())
	}
	after, err := l.atRest(ctx, before+restSlack)
	r := result{judged: history.verdicts(), done: l.done.done, before: before, after: after, failed: log.err()}
	r.print(out)
	return r, err
}

// atRest returns the goroutines of the server without clients: as soon as there are at most as many as wanted, or what is left after a time.
func (l *load) atRest(ctx context.Context, wanted float64) (float64, error) {
	late, cancel := context.WithTimeout(ctx, restWithin)
	defer cancel()
	for {
		l.client.CloseIdleConnections()
		pause(late, restInterval)
		metrics, err := l.readMetrics(ctx)
		goroutines := metrics[gauges[seriesGoroutines].metric]
		if err != nil || goroutines <= wanted || late.Err() != nil || wanted == 0 {
			return goroutines, err
		}
	}
}
