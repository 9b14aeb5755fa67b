package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// following reads a stream from a cursor until it ends.
type following func(ctx context.Context, base, cursor string, begun func(), message func([]byte) error) error

// errLast ends a client that has received the last event.
var errLast = errors.New("the last event")

// client follows one server after another until it has received the last event.
func (w *killing) client(ctx context.Context, number int, follow following) error {
	cursor := ""
	for first := true; ; {
		base := w.server.where()
		if base == "" || ctx.Err() != nil {
			return errors.New("the last event did not come")
		}
		err := follow(ctx, base, cursor, func() {
			w.setState(func() {
				if first {
					w.following++
				} else {
					w.resumed[number]++
				}
			})
			first = false
		}, func(text []byte) (err error) {
			w.setState(func() { cursor, err = w.received(number, cursor, text) })
			return err
		})
		if errors.Is(err, errLast) {
			return nil
		}
		if errors.Is(err, errUnexpected) {
			return err
		}
	}
}

// errUnexpected is wrapped by errors that say that a stream violates its contract.
var errUnexpected = errors.New("unexpected")

// received compares a message with the expected one, and returns the cursor after it.
func (w *killing) received(number int, cursor string, text []byte) (string, error) {
	var message struct {
		Type    string `json:"type"`
		EventID string `json:"event_id"`
		Cursor  string `json:"cursor"`
	}
	if err := json.Unmarshal(text, &message); err != nil {
		return cursor, fmt.Errorf("%w: %w", errUnexpected, err)
	}
	next := fmt.Sprintf("evt-%05d", w.seen[number]+1)
	switch {
	case message.Type == "event_update" && message.EventID < next:
		// After a restart the server does not know what has changed, so it sends earlier events again as changes.
	case message.Type == "event" && (message.EventID == next || message.EventID == lastEvent):
		w.seen[number]++
	default:
		return cursor, fmt.Errorf("%w: %s %s instead of %s", errUnexpected, message.Type, message.EventID, next)
	}
	if message.Cursor != "" {
		cursor = message.Cursor
	}
	if message.EventID == lastEvent {
		return cursor, errLast
	}
	return cursor, nil
}

func overWebSocket(ctx context.Context, base, cursor string, begun func(), message func([]byte) error) error {
	s, _, err := testkit.Dial(ctx, base, "/ws/events?cursor="+cursor, nil)
	if err != nil {
		return err
	}
	defer s.Leave()
	begun()
	for {
		text, err := s.Wait(ctx)
		if err != nil {
			return err
		}
		if err := message(text); err != nil {
			return err
		}
	}
}

// overSSE reconnects as a browser does: with the id of the last complete event.
func overSSE(ctx context.Context, base, cursor string, begun func(), message func([]byte) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/events/stream?cursor=", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Last-Event-ID", cursor)
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	begun()
	id, data := "", ""
	for lines := bufio.NewReader(response.Body); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "id":
			id = value
		case "data":
			data = value
		case "":
			if data == "" {
				continue
			}
			if !strings.Contains(data, `"cursor":"`+id+`"`) {
				return fmt.Errorf("%w: %s has the id %q", errUnexpected, data, id)
			}
			if err := message([]byte(data)); err != nil {
				return err
			}
			id, data = "", ""
		}
	}
}
