package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// visitors is the number of clients of streams that come and go.
const visitors = 16

// How long a visitor stays, and stays away.
const (
	shortestStay, longestStay = time.Second, 8 * time.Second
	shortestAway, longestAway = 100 * time.Millisecond, time.Second
)

// errResumed is the failure of a stream that could not be resumed.
var errResumed = errors.New("the stream could not be resumed by its cursor")

// visitor is a client that follows a stream for a while, leaves without a word, and comes back with its last cursor.
type visitor struct {
	load   *load
	cursor string
}

// visit lets one visitor come and go until ctx is done. The slot decides which stream it follows.
func (l *load) visit(ctx context.Context, slot int) {
	v := &visitor{load: l}
	random := rand.New(rand.NewPCG(3, uint64(slot)))
	kinds := []struct {
		name   string
		follow func(ctx context.Context) error
	}{
		{"visit of events by WebSocket", v.overWebSocket}, {"visit of events by SSE", v.overSSE},
		{"visit of events by WebSocket", v.overWebSocket}, {"visit of events by SSE", v.overSSE},
		{"visit of a stalled client", v.stalled}, {"visit of presence", v.over("/ws/presence")},
		{"visit of a query", v.over("/ws/query/recent_activity")}, {"visit of costs", v.overCosts},
	}
	kind := kinds[slot%len(kinds)]
	for ctx.Err() == nil {
		stay, leave := context.WithTimeout(ctx, between(random, shortestStay, longestStay))
		err := kind.follow(stay)
		ended := stay.Err() == nil
		leave()
		if ended {
			l.troubles.add(ctx, kind.name, err)
		}
		l.done.add(kind.name)
		pause(ctx, between(random, shortestAway, longestAway))
	}
}

func between(random *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(random.Int64N(int64(most-least)))
}

// pause waits for a time, or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}

// over returns a visit of a WebSocket without a cursor.
func (v *visitor) over(path string) func(ctx context.Context) error {
	return func(ctx context.Context) error { return v.read(ctx, path, func([]byte) error { return nil }) }
}

// overCosts follows the costs of the session that was posted to last.
func (v *visitor) overCosts(ctx context.Context) error {
	_, session := v.load.recent.get()
	return v.over("/ws/cost-alerts/" + url.PathEscape(session+"-costs"))(ctx)
}

// overWebSocket follows the events.
func (v *visitor) overWebSocket(ctx context.Context) error {
	return v.read(ctx, "/ws/events?cursor="+url.QueryEscape(v.cursor), v.receive)
}

// read passes on the messages of a WebSocket until it ends.
func (v *visitor) read(ctx context.Context, path string, receive func([]byte) error) error {
	socket, _, err := testkit.Dial(ctx, v.load.target.base, path, nil) //nolint:bodyclose // a WebSocket response has no body
	if err != nil {
		return err
	}
	defer socket.Leave()
	for {
		text, err := socket.Wait(ctx)
		if err == nil {
			err = receive(text)
		}
		if err != nil {
			return err
		}
	}
}

// stalled connects and reads nothing.
func (v *visitor) stalled(ctx context.Context) error {
	socket, _, err := testkit.Dial(ctx, v.load.target.base, "/ws/events?cursor=", nil) //nolint:bodyclose // a WebSocket response has no body
	if err != nil {
		return err
	}
	defer socket.Leave()
	<-ctx.Done()
	return nil
}

// receive remembers the cursor of a message.
func (v *visitor) receive(text []byte) error {
	var m message
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	if m.Type == "gap" {
		v.cursor = ""
		return fmt.Errorf("%w: %s", errResumed, text)
	}
	if m.Cursor != "" {
		v.cursor = m.Cursor
	}
	return nil
}

// overSSE follows the events as a browser does: it comes back with the id of the last event.
func (v *visitor) overSSE(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.load.target.base+"/api/events/stream?cursor=", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Last-Event-ID", v.cursor)
	response, err := v.load.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	for lines := bufio.NewReader(response.Body); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		if data, found := strings.CutPrefix(strings.TrimSpace(line), "data: "); found {
			if err := v.receive([]byte(data)); err != nil {
				return err
			}
		}
	}
}
