package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// percentiles are the percentiles of durations that are compared.
var percentiles = [...]int{50, 99}

// history are the readings so far, all at the same times.
type history struct {
	values map[string][]float64
}

// add adds a reading of everything: figures, and percentiles of the durations since the last reading.
func (h *history) add(read map[string]float64, durations map[string][]float64) {
	if h.values == nil {
		h.values = map[string][]float64{}
	}
	for _, figure := range figures {
		value, ok := read[figure.name]
		if !ok {
			value = math.NaN()
		}
		h.values[figure.name] = append(h.values[figure.name], value)
	}
	for _, name := range timed {
		for _, percent := range percentiles {
			key := nameOfQuantile(name, percent)
			h.values[key] = append(h.values[key], quantile(durations[name], percent))
		}
	}
}

func nameOfQuantile(name string, percent int) string { return fmt.Sprintf("%s, p%d", name, percent) }

// verdicts judges all series, in the order of the table.
func (h *history) verdicts() []judged {
	var all []judged
	for _, figure := range figures {
		all = append(all, judge(series{figure.name, figure.unit, marginOf(figure.name), h.values[figure.name]}, 1))
	}
	for _, name := range timed {
		for _, percent := range percentiles {
			slower := slowdown(series{margin: marginOfQuantile(percent), values: h.values[nameOfQuantile(timedReference, percent)]})
			key := nameOfQuantile(name, percent)
			all = append(all, judge(series{key, "ms", marginOfQuantile(percent), h.values[key]}, slower))
		}
	}
	return all
}

// record takes a reading at an interval until ctx is done, and prints a line each minute.
func (l *load) record(ctx context.Context, interval time.Duration, out io.Writer) (*history, error) {
	db, err := sql.Open("sqlite3", "file:"+l.target.db+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	h := &history{}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for minute := 1; ; {
		select {
		case <-ctx.Done():
			return h, nil
		case <-ticker.C:
		}
		read, err := l.readFigures(ctx, db)
		l.troubles.add(ctx, "read figures", err)
		if ctx.Err() != nil {
			return h, nil
		}
		h.add(read, l.durations.take())
		if time.Since(l.calendar.begun) >= time.Duration(minute)*time.Minute {
			h.printLine(out, minute)
			minute++
		}
	}
}

// printLine prints the last readings in one line.
func (h *history) printLine(out io.Writer, minute int) {
	last := func(name string) float64 {
		values := h.values[name]
		return median(values[max(0, len(values)-6):])
	}
	fmt.Fprintf(out, "%4d min  %4.0f MB  heap %3.0f MB  %4.0f goroutines  %3.0f files  log %4.1f MB  %6.0f events  post %5.1f ms  read %5.1f ms  stream %5.1f ms\n", minute,
		last(seriesMemory), last(seriesHeap), last(seriesGoroutines), last(seriesFiles), last(seriesLog), last(seriesRows),
		last(nameOfQuantile(timedPosts, 50)), last(nameOfQuantile(timedReads, 50)), last(nameOfQuantile(timedStream, 50)))
}

// growing returns the names of the series that grow.
func growing(all []judged) []string {
	var names []string
	for _, j := range all {
		if j.grows && !slices.Contains(names, j.name) {
			names = append(names, j.name)
		}
	}
	return names
}
