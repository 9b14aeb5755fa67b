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

// ObservedAt is the header with the time of receipt, which may be long before the delivery.
const ObservedAt = "X-Observed-At"

// post sends a payload to a server.
func post(ctx context.Context, client *http.Client, address Address, sender agent.Agent, payload []byte, at time.Time) error {
	target := strings.TrimSuffix(address.URL, "/") + "/api/hooks/" + sender.ID
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(payload))
	if err != nil {
		return fmt.Errorf("send to the server: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(ObservedAt, at.UTC().Format(time.RFC3339Nano))
	if address.Token != "" {
		request.Header.Set("Authorization", "Bearer "+address.Token)
	}
	response, err := client.Do(request)
	if err != nil {
		return transportError(err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16)) //nolint:errcheck // only the status counts
	return statusError(response.StatusCode)
}

// newClient returns a client that connects to the server directly: a proxy in the environment is for other machines, and a redirect would
// lead elsewhere.
func newClient() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// transportError distinguishes a server that does not run from one that does not answer.
func transportError(err error) error {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" && !dial.Timeout() {
		return fmt.Errorf("%w: %w", ErrNoServer, err)
	}
	return fmt.Errorf("send to the server: %w", err)
}

// statusError returns what a status means for the payload, nil if it was stored.
func statusError(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return fmt.Errorf("%w: another program answered with status %d", ErrNoServer, status)
	case status == http.StatusBadRequest, status == http.StatusRequestEntityTooLarge,
		status == http.StatusUnsupportedMediaType, status == http.StatusUnprocessableEntity:
		return fmt.Errorf("%w with status %d", ErrRefused, status)
	case status == http.StatusInternalServerError:
		return fmt.Errorf("%w: it answered with status %d", ErrNotStored, status)
	default:
		return fmt.Errorf("the server answered with status %d", status)
	}
}
