package ingest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Bounds of a writer.
const (
	// BatchSize is how many observations go into one transaction, at most, where they come in several submissions.
	BatchSize = 2000
	// DefaultQueue is how many observations may wait.
	DefaultQueue = 20_000
	// busyRetry is how long a client is asked to wait when the queue is full.
	busyRetry = time.Second
)

// Store stores observations.
type Store interface {
	// Store stores all of them in one transaction, or none, and answers each. What it is given has been checked.
	Store(ctx context.Context, observations []Observation) ([]Result, error)
}

// WriterOptions says how a Writer works. Zero values stand for defaults.
type WriterOptions struct {
	// Queue is how many observations may wait; default DefaultQueue, negative none.
	Queue int
	// Redact takes secrets out of an observation, which is a copy of its own; nil keeps all.
	Redact func(*Observation)
	Now    func() time.Time
	Logger *slog.Logger
}

// Writer stores what all sources observe, in the order in which it comes: Run writes, and what waits meanwhile goes into the next
// transaction together. It is safe for concurrent use.
type Writer struct {
	store   Store
	options WriterOptions

	// mu is held for work in memory only.
	mu      sync.Mutex
	waiting []*submission
	// queued counts the observations that wait or are being written.
	queued   int
	closed   bool
	counters Counters
	// wake has room for one signal: Run writes all that waits.
	wake chan struct{}
}

// submission is what one caller wants to be stored.
type submission struct {
	observations []Observation
	results      []Result
	err          error
	done         chan struct{}
}

// Counters say what a writer did.
type Counters struct {
	// Queued is how many observations wait or are being written.
	Queued int
	// Stored, Refused and Turned count the observations that were stored, could not be, and came when the queue was full;
	// Commits counts transactions.
	Stored, Refused, Turned, Commits int64
}

// NewWriter returns a writer over store. It writes once Run is called.
func NewWriter(store Store, options WriterOptions) *Writer {
	if options.Queue == 0 {
		options.Queue = DefaultQueue
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	return &Writer{store: store, options: options, wake: make(chan struct{}, 1)}
}

// Submit stores observations and returns once they are committed, with an answer for each. One that cannot be stored is answered
// by Refused and does not keep the others from it. Where the queue is full it fails at once with CodeBusy. A caller whose ctx
// ends is not waited for, but what it submitted may be stored all the same.
func (w *Writer) Submit(ctx context.Context, observations []Observation) ([]Result, error) {
	results := make([]Result, len(observations))
	var good []Observation
	var places []int
	for i, o := range observations {
		copied, result, ok := normalise(o, w.options.Now())
		if !ok {
			results[i] = result
			continue
		}
		if w.options.Redact != nil {
			w.options.Redact(&copied)
		}
		good, places = append(good, copied), append(places, i)
	}
	s := &submission{observations: good, done: make(chan struct{})}
	if len(good) > 0 {
		if err := w.enqueue(s); err != nil {
			return nil, err
		}
		select {
		case <-s.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if s.err != nil {
			return nil, s.err
		}
	}
	for i, place := range places {
		results[place] = s.results[i]
	}
	w.count(results)
	return results, nil
}

func (w *Writer) enqueue(s *submission) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return apperr.Unavailable("The server is stopping.", busyRetry, nil)
	}
	if w.queued+len(s.observations) > w.options.Queue {
		w.counters.Turned += int64(len(s.observations))
		return apperr.Busy("Too much waits to be stored; send it again later.", busyRetry)
	}
	w.queued += len(s.observations)
	w.waiting = append(w.waiting, s)
	select {
	case w.wake <- struct{}{}:
	default: // Run has not seen the last signal yet
	}
	return nil
}

func (w *Writer) count(results []Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range results {
		if r.Outcome == Refused {
			w.counters.Refused++
		} else {
			w.counters.Stored++
		}
	}
}

// Counters returns what happened since the start.
func (w *Writer) Counters() Counters {
	w.mu.Lock()
	defer w.mu.Unlock()
	counters := w.counters
	counters.Queued = w.queued
	return counters
}
