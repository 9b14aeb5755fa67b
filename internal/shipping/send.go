package shipping

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// How long a request may take, and how long a sender waits between tries where the server does not say.
const (
	requestTimeout = time.Minute
	firstWait      = 500 * time.Millisecond
	longestWait    = time.Minute
	// longestAnswer bounds what is read of a response, in bytes.
	longestAnswer = 1 << 20
)

// errNotOurs means that another program answers at the address.
var errNotOurs = errors.New("what answers there is no HtmlGraph server of this release")

// send sends the observations of a batch until the server has stored them, or the sender stops. A request that is given up then may have been stored:
// sent again, it changes nothing.
func (s *Store) send(ctx context.Context, b *batch) ([]ingest.Result, error) {
	body := s.encoder.EncodeAll(b.bytes(), nil)
	ctx = until{ctx, s.options.Stop}
	isFirst := true
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.MaxInterval = firstWait, longestWait
	stored, err := backoff.Retry(ctx, func() ([]ingest.Result, error) {
		return s.try(ctx, body, b.count)
	}, backoff.WithBackOff(waits), backoff.WithMaxElapsedTime(s.options.Patience), backoff.WithNotify(func(err error, wait time.Duration) {
		if isFirst {
			s.options.Logger.Warn("the server cannot be reached; trying again until it answers", "error", err, "wait", wait)
		}
		isFirst = false
	}))
	if err == nil && !isFirst {
		s.options.Logger.Warn("the server answers again")
	}
	return stored, asStoreError(err)
}

// asStoreError returns an error as the writer expects it: nothing of the batch is at fault. What the server refuses is not tried again.
func asStoreError(err error) error {
	var refused refusedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return apperr.ReadOnly(refused.Error())
	default:
		return apperr.Unavailable("The server cannot be reached.", 0, err)
	}
}

// refusedError says why the server takes nothing from this sender, and what to do.
type refusedError struct{ error }

// until is a context that ends with a channel, and not with its parent: the writer finishes what it began, but nobody waits for a server that does not
// answer.
type until struct {
	context.Context //nolint:containedctx // it is one
	stop            <-chan struct{}
}

// Done returns the channel.
func (u until) Done() <-chan struct{} { return u.stop }

// Err says whether the channel is closed.
func (u until) Err() error {
	select {
	case <-u.stop:
		return context.Canceled
	default:
		return nil
	}
}

// try sends one request. An error that is backoff.Permanent does not go away by trying again.
func (s *Store) try(ctx context.Context, body []byte, count int) ([]ingest.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.target, bytes.NewReader(body))
	if err != nil {
		return nil, refused(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Content-Encoding", "zstd")
	if s.options.Token != "" {
		request.Header.Set("Authorization", "Bearer "+s.options.Token)
	}
	response, err := s.options.Client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("send to the server: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	if err != nil {
		return nil, fmt.Errorf("read what the server answers: %w", err)
	}
	if response.StatusCode == http.StatusOK {
		stored, err := results(answer, count)
		if err != nil {
			return nil, refused(err)
		}
		return stored, nil
	}
	return nil, refusal(response, answer)
}

func refused(err error) error { return backoff.Permanent(refusedError{err}) }

// refusal returns the error of a status: with the time to wait where the server is busy, and permanent where trying again changes nothing.
func refusal(response *http.Response, answer []byte) error {
	var problem struct {
		Detail string `json:"detail"`
	}
	_ = json.Unmarshal(answer, &problem)
	said := fmt.Errorf("the server answered with status %d: %s", response.StatusCode, problem.Detail)
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds >= 0 && seconds <= 3600 {
			return backoff.RetryAfter(seconds)
		}
		return said
	case status == http.StatusUnauthorized:
		return refused(errors.New("the server does not know the token: ask for a new one, and write it to the file of --token-file"))
	case status == http.StatusForbidden:
		return refused(fmt.Errorf("the token may not store anything there: %s", problem.Detail))
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status >= 300 && status < 400:
		return refused(fmt.Errorf("%w (status %d)", errNotOurs, status))
	case status >= 500:
		return said
	default:
		return refused(said)
	}
}

// newClient returns a client that follows no redirects: they would take the token elsewhere.
func newClient() *http.Client {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second,
		IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 2, ForceAttemptHTTP2: true,
	}
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
