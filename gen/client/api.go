package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// API is a client of one server. Its methods may be called from several goroutines.
type API struct {
	*ClientWithResponses

	server *url.URL
	http   *http.Client    // sends the token
	doer   HttpRequestDoer // the same, with retries and problems
	wait   func(ctx context.Context, d time.Duration) error
}

// Option changes how an API talks to its server.
type Option func(*settings)

type settings struct {
	token     string
	transport http.RoundTripper
	attempts  int
	longest   time.Duration
}

// WithToken sends the token with which the server was started: `htmlgraph serve --token`.
func WithToken(token string) Option { return func(s *settings) { s.token = token } }

// WithTransport sends requests by another transport than http.DefaultTransport, for example through a proxy.
func WithTransport(transport http.RoundTripper) Option {
	return func(s *settings) { s.transport = transport }
}

// WithRetries sets how often a request is sent at most, and the longest time between two attempts. The server states the time together with
// the status 429 or 503. If it states a longer one, the error is returned at once. The default is 4 attempts and 30 seconds; with one
// attempt nothing is repeated.
func WithRetries(attempts int, longest time.Duration) Option {
	return func(s *settings) { s.attempts, s.longest = attempts, longest }
}

// New returns a client of the server at an address such as http://127.0.0.1:8000. It sends nothing.
//
// Methods return a *ProblemError for each status of 400 or more. For any other documented status, the field of that status is set.
func New(server string, options ...Option) (*API, error) {
	base, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("the address of the server: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("the address of the server is %q, not a URL such as http://127.0.0.1:8000", server)
	}
	set := settings{transport: http.DefaultTransport, attempts: 4, longest: 30 * time.Second}
	for _, option := range options {
		option(&set)
	}
	a := &API{server: base, wait: sleep, http: &http.Client{Transport: authorized{set.token, base.Host, set.transport}}}
	a.doer = problems{&retries{next: a.http, attempts: set.attempts, longest: set.longest, wait: sleep}}
	a.ClientWithResponses, err = NewClientWithResponses(strings.TrimSuffix(server, "/"), WithHTTPClient(a.doer))
	return a, err
}

// authorized is a transport that sends a token to one host. A redirect to another host does not get it.
type authorized struct {
	token, host string
	next        http.RoundTripper
}

// RoundTrip sends a request with the token.
func (t authorized) RoundTrip(request *http.Request) (*http.Response, error) {
	if t.token != "" && request.URL.Host == t.host {
		request = request.Clone(request.Context())
		request.Header.Set("Authorization", "Bearer "+t.token)
	}
	return t.next.RoundTrip(request)
}

// sleep waits for a time, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
