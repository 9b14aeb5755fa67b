package hookclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// ObservedAt is the header that says when a payload was received, which may be long before it is delivered.
const ObservedAt = "X-Observed-At"

// post hands a payload to a server.
func post(ctx context.Context, address Address, sender agent.Agent, payload []byte, at time.Time) error {
	target := strings.TrimSuffix(address.URL, "/") + "/api/hooks/" + sender.ID
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(payload))
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(ObservedAt, at.UTC().Format(time.RFC3339Nano))
	if address.Token != "" {
		request.Header.Set("Authorization", "Bearer "+address.Token)
	}
	response, err := client().Do(request)
	if err != nil {
		return failed(err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16)) //nolint:errcheck // only the status counts
	return verdict(response.StatusCode)
}

// client goes to the server itself: a proxy of the environment is for other machines, and a redirect leads away from it.
func client() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// failed tells whether nobody was there, or somebody who did not answer.
func failed(err error) error {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" && !dial.Timeout() {
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	return fmt.Errorf("ask the server: %w", err)
}

// verdict returns what a status means for the payload.
func verdict(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return fmt.Errorf("%w: it is another program that answers %d", ErrNobody, status)
	case status == http.StatusBadRequest, status == http.StatusRequestEntityTooLarge,
		status == http.StatusUnsupportedMediaType, status == http.StatusUnprocessableEntity:
		return fmt.Errorf("%w with %d", ErrRefused, status)
	default:
		return fmt.Errorf("the server answers %d", status)
	}
}
