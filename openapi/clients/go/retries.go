package client

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// retries sends a request again when the server asks to come back later: with the status 429 or 503, and a Retry-After header. It then has
// done nothing with the request, so this is safe for every method.
type retries struct {
	next     HttpRequestDoer
	attempts int
	longest  time.Duration
	wait     func(ctx context.Context, d time.Duration) error
}

// Do returns the first response that does not ask for another attempt, or the last one.
func (r *retries) Do(request *http.Request) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		response, err := r.next.Do(request)
		if err != nil || attempt >= r.attempts {
			return response, err
		}
		pause, again := retryAfter(response, time.Now())
		if !again || pause > r.longest || request.Body != nil && request.GetBody == nil {
			return response, nil
		}
		response.Body.Close()
		if err := r.wait(request.Context(), pause); err != nil {
			return nil, err
		}
		if request, err = repeated(request); err != nil {
			return nil, err
		}
	}
}

// repeated returns a request with its body from the beginning.
func repeated(request *http.Request) (*http.Request, error) {
	if request.GetBody == nil {
		return request, nil
	}
	body, err := request.GetBody()
	if err != nil {
		return nil, err
	}
	request = request.Clone(request.Context())
	request.Body = body
	return request, nil
}

// retryAfter returns how long to wait before the same request is sent again, and whether the server asks for that. Retry-After has seconds or
// a time (RFC 9110, section 10.2.3).
func retryAfter(response *http.Response, now time.Time) (pause time.Duration, again bool) {
	if response.StatusCode != http.StatusTooManyRequests && response.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	header := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	at, err := http.ParseTime(header)
	return max(0, at.Sub(now)), err == nil
}
