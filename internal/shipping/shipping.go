// Package shipping sends observations to the server of a team. What it sends is redacted and cut down before: see ingest.Writer.
package shipping

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/transfer"
)

// Bounds of one request. A server takes 20 MiB and 1,000 observations; with these it answers soon, and little is sent again after a failure.
const (
	mostObservations = 500
	mostBytes        = 1 << 20
	// largestObservation is the size of the largest observation that is sent, in bytes of JSON: it is alone in its request.
	largestObservation = 18 << 20
)

// Options says where a Store sends.
type Options struct {
	// Server is the address of the server, and Token what it knows the sender by.
	Server *url.URL
	Token  string
	// Stop ends the waiting for a server that does not answer. What was stored until then counts.
	Stop <-chan struct{}
	// Patience is how long a server may not answer before an observation is given up; 0 waits for ever.
	Patience time.Duration
	// Client sends the requests, nil for one of its own.
	Client *http.Client
	Logger *slog.Logger
}

// Store is an ingest.Store on another machine.
type Store struct {
	options Options
	target  string
	encoder *zstd.Encoder
}

// New returns a store.
func New(o Options) (*Store, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(mostBytes))
	if err != nil {
		return nil, fmt.Errorf("compress what is sent: %w", err)
	}
	if o.Client == nil {
		o.Client = newClient()
	}
	return &Store{options: o, target: o.Server.JoinPath("api/ingest/observations").String(), encoder: encoder}, nil
}

// Store sends observations, in several requests where there are many, and returns a result for each once the server has stored them all.
func (s *Store) Store(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	results := make([]ingest.Result, 0, len(observations))
	batch := newBatch()
	send := func() error {
		if batch.count == 0 {
			return nil
		}
		stored, err := s.send(ctx, batch)
		results = append(results, stored...)
		batch = newBatch()
		return err
	}
	for i := range observations {
		text, err := encode(&observations[i])
		if err != nil {
			return nil, err
		}
		if !batch.fits(text) {
			if err := send(); err != nil {
				return nil, err
			}
		}
		batch.add(text)
	}
	return results, send()
}

// encode returns an observation as JSON. The texts of one that is too large are cut.
func encode(o *ingest.Observation) (json.RawMessage, error) {
	text, err := json.Marshal(transfer.Encode(o))
	for limit := largestObservation / 4; err == nil && len(text) > largestObservation && limit > 1<<10; limit /= 4 {
		cut := o.WithPartsUpTo(limit)
		text, err = json.Marshal(transfer.Encode(&cut))
	}
	if err != nil {
		return nil, fmt.Errorf("encode an observation: %w", err)
	}
	return text, nil
}

// batch is the body of one request.
type batch struct {
	body  bytes.Buffer
	count int
}

func newBatch() *batch { return &batch{} }

func (b *batch) fits(text json.RawMessage) bool {
	return b.count == 0 || b.count < mostObservations && b.body.Len()+len(text) < mostBytes
}

func (b *batch) add(text json.RawMessage) {
	separator := byte(',')
	if b.count == 0 {
		separator = '['
	}
	b.body.WriteByte(separator)
	b.body.Write(text)
	b.count++
}

// bytes returns the body.
func (b *batch) bytes() []byte { return append(b.body.Bytes(), ']') }

// results returns what the server says of each observation of a request.
func results(answer []byte, sent int) ([]ingest.Result, error) {
	var stored api.ObservationsStored
	if err := json.Unmarshal(answer, &stored); err != nil || len(stored.Results) != sent {
		return nil, errNotOurs
	}
	all := make([]ingest.Result, sent)
	for i, r := range stored.Results {
		all[i] = ingest.Result{Outcome: ingest.Outcome(r.Outcome)}
		if len(r.Errors) > 0 {
			loc := r.Errors[0].Loc
			all[i].Problem = r.Errors[0].Msg
			if len(loc) > 0 {
				all[i].Field = loc[len(loc)-1]
			}
		}
	}
	return all, nil
}
