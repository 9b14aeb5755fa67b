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
	// BatchSize is the largest number of observations of several submissions in one transaction. A larger submission has one of its own.
	BatchSize = 2000
	// DefaultQueue is the default of WriterOptions.Queue.
	DefaultQueue = 20_000
	// busyRetry is how long a client is asked to wait when the queue is full.
	busyRetry = time.Second
)

// Store stores observations.
type Store interface {
	// Store stores all of the observations in one transaction, or none, and returns a result for each. They are normalised.
	Store(ctx context.Context, observations []Observation) ([]Result, error)
}

// WriterOptions says how a Writer works. Zero values stand for defaults.
type WriterOptions struct {
	// Queue is the number of observations that may wait; 0 stands for DefaultQueue, a negative number for none.
	Queue int
	// Content is how much of what is reported is stored; "" stands for ContentFull.
	Content Content
	// Redact removes secrets from an observation, which belongs to the writer; nil keeps them.
	Redact func(*Observation)
	// Pack compresses the texts of messages; nil stores them as they are.
	Pack   Packer
	Now    func() time.Time
	Logger *slog.Logger
}

// Packer compresses texts.
type Packer interface {
	// Pack returns a text compressed, nil where it is to be stored as it is.
	Pack(text string) []byte
}

// Writer stores the observations of all sources in the order in which they come. Run stores them; what is submitted meanwhile goes into the
// next transaction together. A Writer is safe for concurrent use.
type Writer struct {
	store   Store
	options WriterOptions

	// mu is held for work in memory only.
	mu      sync.Mutex
	waiting []*submission
	// queued is the number of observations that wait or are being stored.
	queued   int
	closed   bool
	counters Counters
	// wake has room for one signal: Run writes all that waits.
	wake chan struct{}
}

// submission is a list of observations that one caller wants stored.
type submission struct {
	observations []Observation
	results      []Result
	err          error
	done         chan struct{}
}

// Counters are the numbers of a writer.
type Counters struct {
	// Queued is the number of observations that wait or are being stored.
	Queued int
	// Stored, Refused and Turned count the observations that were stored, that cannot be stored, and that were turned away because the
	// queue was full. Commits counts transactions.
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

// Submit stores observations and returns once they are committed, with a result for each. An observation that cannot be stored is Refused,
// and the others are stored. It fails with CodeBusy at once where the queue is full. A caller whose ctx ends is not waited for, but its
// observations may be stored all the same.
func (w *Writer) Submit(ctx context.Context, observations []Observation) ([]Result, error) {
	return w.SubmitPrepared(ctx, w.Prepare(observations))
}

// SubmitPrepared is Submit for what Prepare returned. What failed may be submitted again.
func (w *Writer) SubmitPrepared(ctx context.Context, p *Prepared) ([]Result, error) {
	s := &submission{observations: p.Observations, done: make(chan struct{})}
	if len(s.observations) > 0 {
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
	results := p.withResults(s.results)
	w.count(results)
	return results, nil
}

func (w *Writer) enqueue(s *submission) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return apperr.Unavailable("The server is shutting down.", busyRetry, nil)
	}
	if w.queued+len(s.observations) > w.options.Queue {
		w.counters.Turned += int64(len(s.observations))
		return apperr.Busy("The queue of events to store is full. Try again later.", busyRetry)
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

// Counters returns the numbers since the start.
func (w *Writer) Counters() Counters {
	w.mu.Lock()
	defer w.mu.Unlock()
	counters := w.counters
	counters.Queued = w.queued
	return counters
}
