package clients

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/client"
)

// newAPI returns an API of a server.
func newAPI(t *testing.T, base string, options ...client.Option) *client.API {
	t.Helper()
	api, err := client.New(base, options...)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// store posts events with ids from-to: messages of background tasks that ran in a spawner.
func store(t *testing.T, api *client.API, from, to int) {
	t.Helper()
	tool, subagent := "TaskOutput", "codex"
	var list []client.EventInput
	for i := from; i < to; i++ {
		id, at := fmt.Sprintf("evt-%04d", i), fmt.Sprintf("2026-03-18T15:%02d:%02d", i/60, i%60)
		list = append(list, client.EventInput{
			EventID: &id, Timestamp: &at, AgentID: "go", SessionID: "a/b", EventType: client.EventInputEventTypeToolCall, ToolName: &tool, SubagentType: &subagent,
		})
	}
	var body client.EventInputs
	if err := body.FromEventInputs1(list); err != nil {
		t.Fatal(err)
	}
	if _, err := api.PostEventsWithResponse(t.Context(), body); err != nil {
		t.Fatal(err)
	}
}

func TestAllPagesOfAListAreOneSequence(t *testing.T) {
	api := newAPI(t, serve(t, build(t), filepath.Join(t.TempDir(), "pages.db")).base)
	store(t, api, 0, 25)
	limit, session := int64(10), "a/b"
	for name, params := range map[string]*client.ListEventsParams{
		"by pages of 10": {Limit: &limit}, "of one session": {Limit: &limit, SessionID: &session}, "with one page": {},
	} {
		t.Run(name, func(t *testing.T) {
			var ids []string
			for event, err := range api.Events(t.Context(), params) {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, event.EventID)
			}
			if len(ids) != 25 || !slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) {
				t.Errorf("the events are %q, want 25, newest first", ids)
			}
		})
	}
	for range api.Events(t.Context(), &client.ListEventsParams{Limit: &limit}) {
		break // leaving early asks for nothing more
	}
	sessions := 0
	for session, err := range api.Sessions(t.Context(), nil) {
		if sessions++; err != nil || session.SessionID != "a/b" {
			t.Errorf("the session is %v, %v", session, err)
		}
	}
	if sessions != 1 {
		t.Errorf("%d sessions, want 1", sessions)
	}
	exported := 0
	for _, err := range api.Export(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		exported++
	}
	if exported != 25 {
		t.Errorf("%d events exported, want 25", exported)
	}
}

// TestAStreamGoesOnWhereItWasInterrupted cuts the connection of a stream again and again, while events are stored.
// TestAWalkIsWholeWhileEventsAreStored: events that are stored during a walk are newer than all others, and move none to another page.
func TestAWalkIsWholeWhileEventsAreStored(t *testing.T) {
	api := newAPI(t, serve(t, build(t), filepath.Join(t.TempDir(), "walks.db")).base)
	store(t, api, 0, 25)
	limit, stored := int64(4), 25
	for name, walk := range map[string]iter.Seq2[string, error]{
		"activity": idsOf(api.Activity(t.Context(), &client.ListActivityParams{Limit: &limit}), func(i client.ActivityItem) string {
			event, err := i.AsHookEventItem()
			if err != nil {
				t.Error(err)
			}
			return event.EventID
		}),
		"spawner activities": idsOf(api.SpawnerActivities(t.Context(), &client.ListSpawnerActivitiesParams{Limit: &limit}),
			func(a client.SpawnerActivity) string { return a.EventID }),
		"task notifications": idsOf(api.TaskNotifications(t.Context(), &client.ListTaskNotificationsParams{Limit: &limit}),
			func(n client.TaskNotification) string { return n.EventID }),
	} {
		var ids []string
		for id, err := range walk {
			if err != nil {
				t.Fatal(err)
			}
			if id < "evt-0025" {
				ids = append(ids, id)
			}
			store(t, api, stored, stored+1)
			stored++
		}
		if len(ids) != 25 || !slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("%s: the events are %q, want 25, newest first", name, ids)
		}
	}
}

// idsOf returns the ids of a sequence.
func idsOf[T any](items iter.Seq2[T, error], id func(T) string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for item, err := range items {
			if err != nil {
				yield("", err)
				return
			}
			if !yield(id(item), nil) {
				return
			}
		}
	}
}

func TestAStreamGoesOnWhereItWasInterrupted(t *testing.T) {
	const events, batch = 60, 10
	server := serve(t, build(t), filepath.Join(t.TempDir(), "stream.db"))
	api := newAPI(t, server.base)
	store(t, api, 0, 1)
	begin := first(t, api)
	line := &cuttable{}
	following := newAPI(t, server.base, client.WithTransport(line.transport()))
	for name, follow := range map[string]func(context.Context, client.EventFilter) iter.Seq2[client.StreamedEvent, error]{
		"server-sent events": following.FollowEvents, "WebSocket": following.FollowEventsOverWebSocket,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			store(t, api, 1, 1+batch)
			var got []string
			for message, err := range follow(ctx, client.EventFilter{Cursor: begin}) {
				if err != nil {
					t.Fatalf("after %d events: %v", len(got), err)
				}
				event, err := message.AsEventMessage()
				if err != nil || event.Type != client.EventMessageTypeEvent {
					t.Fatalf("%v, %+v", err, event)
				}
				if got = append(got, event.EventID); len(got) == events {
					break
				}
				if len(got)%batch == 0 {
					line.cut()
					store(t, api, 1+len(got), 1+len(got)+batch)
				}
			}
			for i, id := range got {
				if want := fmt.Sprintf("evt-%04d", 1+i); id != want {
					t.Fatalf("event %d is %s, want %s", i, id, want)
				}
			}
		})
	}
}

// first returns the cursor of the first stored event.
func first(t *testing.T, api *client.API) string {
	t.Helper()
	for message, err := range api.FollowEvents(t.Context(), client.EventFilter{Since: "2026-01-01T00:00:00"}) {
		if err != nil || message.Cursor == "" {
			t.Fatalf("the first message is %v, %v", message, err)
		}
		return message.Cursor
	}
	return ""
}

// cuttable makes connections that can be cut.
type cuttable struct {
	mu   sync.Mutex
	open []net.Conn
}

// transport returns a transport over these connections.
func (c *cuttable) transport() http.RoundTripper {
	return &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.open = append(c.open, conn)
		}
		return conn, err
	}}
}

func (c *cuttable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.open {
		conn.Close()
	}
	c.open = nil
}

func TestRequestsAreRepeatedWhenTheServerAsksForIt(t *testing.T) {
	tests := map[string]struct {
		retryAfter string
		refusals   int
		want       int // requests
		fails      bool
	}{
		"after no time":         {retryAfter: "0", refusals: 2, want: 3},
		"until it gives up":     {retryAfter: "0", refusals: 9, want: 4, fails: true},
		"not after a long time": {retryAfter: "3600", refusals: 1, want: 1, fails: true},
		"not without a time":    {refusals: 1, want: 1, fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if requests++; requests <= test.refusals {
					if test.retryAfter != "" {
						w.Header().Set("Retry-After", test.retryAfter)
					}
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				w.Write([]byte(`[]`))
			}))
			defer server.Close()
			_, err := newAPI(t, server.URL).ListEventsWithResponse(t.Context(), nil)
			var problem *client.ProblemError
			if requests != test.want || errors.As(err, &problem) != test.fails {
				t.Errorf("%d requests and %v, want %d", requests, err, test.want)
			}
		})
	}
}

func TestTheTokenIsSent(t *testing.T) {
	base := serve(t, build(t), filepath.Join(t.TempDir(), "token.db"), "--token", "secret").base
	if _, err := newAPI(t, base, client.WithToken("secret")).ListEventsWithResponse(t.Context(), nil); err != nil {
		t.Error(err)
	}
	for name, api := range map[string]*client.API{"none": newAPI(t, base), "another": newAPI(t, base, client.WithToken("wrong"))} {
		for _, err := range api.FollowEvents(t.Context(), client.EventFilter{}) {
			var problem *client.ProblemError
			if !errors.As(err, &problem) || problem.Response.StatusCode != http.StatusUnauthorized {
				t.Errorf("with the token %s a stream ends with %v, want 401", name, err)
			}
		}
		for _, err := range api.FollowPresence(t.Context()) {
			var problem *client.ProblemError
			if !errors.As(err, &problem) || problem.Response.StatusCode != http.StatusUnauthorized {
				t.Errorf("with the token %s a WebSocket ends with %v, want 401", name, err)
			}
		}
	}
}
