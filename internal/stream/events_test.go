package stream_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func stringReader(text string) io.Reader {
	if text == "" {
		return nil
	}
	return strings.NewReader(text)
}

// outline returns the type and the id of a message.
func outline(m map[string]any) string { return fmt.Sprint(m["type"], " ", m["event_id"]) }

// expect reads messages, compares their outlines with want, and returns the last one.
func expect(t testing.TB, s *testkit.Socket, want ...string) map[string]any {
	t.Helper()
	var last map[string]any
	for _, outlined := range want {
		if last = s.Next(t); outline(last) != outlined {
			t.Fatalf("got %s, want %s", outline(last), outlined)
		}
	}
	return last
}

func TestTheBacklogComesFirstThenNewEvents(t *testing.T) {
	w := newScenario(t, nil)
	w.storeAndWait(t, 3, func() { w.insert(t, 3) })
	s := w.events(t, "")
	expect(t, s, "event evt-00001", "event evt-00002", "event evt-00003")
	w.insert(t, 2)
	expect(t, s, "event evt-00004", "event evt-00005")
}

func TestTheBacklogStartsAtSinceAndIsOldestFirst(t *testing.T) {
	w := newScenario(t, nil)
	day := time.Now().UTC().Format("2006-01-02")
	w.storeAndWait(t, 4, func() {
		for id, at := range map[string]string{"b": day + " 00:00:02", "a": day + "T00:00:01", "c": day + "T00:00:03.5+00:00", "old": "2020-01-01 00:00:00"} {
			w.exec(t, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp) VALUES (?, 'x', 'start', 's', ?)`, id, at)
		}
	})
	expect(t, w.events(t, "since="+day), "event a", "event b", "event c")
	expect(t, w.events(t, "since=2019-01-01"), "event old", "event a", "event b", "event c")
	s := w.events(t, "since="+day+"T00:00:02")
	expect(t, s, "event b", "event c")
	w.insert(t, 1)
	expect(t, s, "event evt-00001")
}

func TestAChangedEventIsSentAsAnUpdate(t *testing.T) {
	w := newScenario(t, nil)
	w.storeAndWait(t, 2, func() { w.insert(t, 2) })
	s := w.events(t, "cursor=")
	w.exec(t, "UPDATE agent_events SET status = 'completed', execution_duration_seconds = 1.5, output_summary = 'done' WHERE event_id = 'evt-00001'")
	update := expect(t, s, "event_update evt-00001")
	if update["status"] != "completed" || update["execution_duration_seconds"] != 1.5 || update["output_summary"] != "done" {
		t.Errorf("%v", update)
	}
	w.insert(t, 1)
	expect(t, s, "event evt-00003")
	w.exec(t, "UPDATE agent_events SET status = 'failed'")
	expect(t, s, "event_update evt-00001", "event_update evt-00002", "event_update evt-00003")
}

func TestFiltersApplyToTheBacklogAndToNewEvents(t *testing.T) {
	for filter, want := range map[string][]string{
		"session_id=s-1":                      {"event evt-00001", "event evt-00004", "event evt-00007"},
		"agent_id=agent-0&session_id=s-2":     {"event evt-00002", "event evt-00008"},
		"tool_name=Read&event_type=tool_call": {"event evt-00001", "event evt-00002"},
		"session_id=s-0&cursor=":              {"event evt-00006", "event evt-00009"},
	} {
		t.Run(filter, func(t *testing.T) {
			w := newScenario(t, nil)
			w.storeAndWait(t, 4, func() { w.insert(t, 4) })
			s := w.events(t, filter)
			w.insert(t, 5)
			expect(t, s, want...)
		})
	}
}

func TestAClientResumesWithItsLastCursor(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.insert(t, 2)
	cursor, _ := expect(t, s, "event evt-00001", "event evt-00002")["cursor"].(string)
	s.Leave()
	w.storeAndWait(t, 3, func() {
		w.insert(t, 2)
		w.exec(t, "UPDATE agent_events SET status = 'failed' WHERE event_id = 'evt-00001'")
	})
	s = w.events(t, "cursor="+cursor)
	expect(t, s, "event_update evt-00001", "event evt-00003", "event evt-00004")
	w.insert(t, 1)
	expect(t, s, "event evt-00005")
}

func TestACursorThatCannotBeResumedIsAGap(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.insert(t, 2)
	cursor, _ := expect(t, s, "event evt-00001", "event evt-00002")["cursor"].(string)
	for name, test := range map[string]struct {
		cursor string
		before func()
	}{
		"nonsense":  {"nonsense", func() {}},
		"of a list": {"MQAyMDI2LTAzLTE4IDE0OjA1OgBldnQtMDk", func() {}},
		"the event is another now": {cursor, func() {
			w.storeAndWait(t, 1, func() { w.exec(t, "UPDATE agent_events SET event_id = 'evt-other' WHERE event_id = 'evt-00002'") })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			test.before()
			s := w.events(t, "cursor="+url.QueryEscape(test.cursor))
			if gap := s.Next(t); gap["type"] != "gap" || gap["reason"] == "" {
				t.Fatalf("got %v", gap)
			}
			expect(t, s, "event evt-00001")
		})
	}
}

func TestARowWithTheRowidOfADeletedOneIsNew(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.insert(t, 3)
	expect(t, s, "event evt-00001", "event evt-00002", "event evt-00003")
	w.exec(t, "DELETE FROM agent_events WHERE event_id = 'evt-00003'")
	w.insert(t, 2) // SQLite gives the first one the rowid of the deleted row
	got := map[string]bool{outline(s.Next(t)): true, outline(s.Next(t)): true}
	if !got["event evt-00004"] || !got["event evt-00005"] {
		t.Errorf("got %v", got)
	}
}

func TestAClientResumesAfterARestart(t *testing.T) {
	w := newScenario(t, nil)
	s := w.events(t, "cursor=")
	w.insert(t, 2)
	cursor, _ := expect(t, s, "event evt-00001", "event evt-00002")["cursor"].(string)
	w.close()
	w.insert(t, 3)
	w.exec(t, "UPDATE agent_events SET status = 'completed' WHERE event_id = 'evt-00001'")
	w.start(t, nil)
	s = w.events(t, "cursor="+cursor)
	// The server does not know which events changed while it was down, so it sends the latest ones again.
	update := expect(t, s, "event_update evt-00001")
	if update["status"] != "completed" {
		t.Errorf("%v", update)
	}
	expect(t, s, "event_update evt-00002", "event evt-00003", "event evt-00004", "event evt-00005")
	w.insert(t, 1)
	expect(t, s, "event evt-00006")
}

// TestManyClientsThatComeAndGoGetEachEventOnce disconnects and resumes fifty clients at random while another process stores ten
// thousand events in bursts.
func TestManyClientsThatComeAndGoGetEachEventOnce(t *testing.T) {
	const total, clients = 10_000, 50
	w := newScenario(t, nil)
	var all sync.WaitGroup
	var resumed atomic.Int64
	ready := make(chan struct{}, clients)
	for client := range clients {
		all.Go(func() {
			if err := w.follow(t.Context(), uint64(client), total, ready, &resumed); err != nil {
				t.Errorf("client %d: %v", client, err)
			}
		})
	}
	for range clients {
		<-ready
	}
	random := rand.New(rand.NewPCG(1, 1))
	witness := testkit.MustDial(t, w.base, "/ws/events?cursor=", nil)
	for w.inserted < total {
		burst := min(total-w.inserted, 1+random.IntN(200))
		w.insert(t, burst)
		for range burst { // wait, so that the clients are mostly up to date and not always behind
			if _, err := witness.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	all.Wait()
	if resumed.Load() < clients {
		t.Errorf("clients resumed only %d times", resumed.Load())
	}
}

// follow reads all events. It disconnects from time to time, and after each disconnect resumes with its last cursor.
func (w *scenario) follow(ctx context.Context, number uint64, total int, ready chan<- struct{}, resumed *atomic.Int64) error {
	random := rand.New(rand.NewPCG(number, 7))
	cursor, seen := "", 0
	for first := true; seen < total; first = false {
		s, _, err := testkit.Dial(ctx, w.base, "/ws/events?cursor="+cursor, nil)
		if err != nil {
			return err
		}
		if first {
			ready <- struct{}{}
		} else {
			resumed.Add(1)
		}
		for range 500 + random.IntN(2000) {
			message, err := s.Read(ctx)
			if err != nil {
				break // perhaps closed as too slow: resume
			}
			seen++
			if kind, id := member(message, "type"), member(message, "event_id"); kind != "event" || id != fmt.Sprintf("evt-%05d", seen) {
				s.Leave()
				return fmt.Errorf("got %s %s as number %d", kind, id, seen)
			}
			if cursor = member(message, "cursor"); seen == total {
				break
			}
		}
		s.Leave()
		if cursor == "" {
			return fmt.Errorf("dropped before the first event")
		}
	}
	return nil
}

// member returns a string member of a message without parsing the message: there are half a million messages.
func member(message []byte, name string) string {
	_, rest, _ := bytes.Cut(message, []byte(`"`+name+`":"`))
	value, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(value)
}

func TestStreamsWorkWithARollbackJournal(t *testing.T) {
	w := newScenario(t, nil)
	w.close()
	w.exec(t, "PRAGMA journal_mode = DELETE")
	w.start(t, func(o *app.Options) { o.Database = database.Options{Path: w.path, ReadOnly: true} })
	s := w.events(t, "cursor=")
	w.insert(t, 2)
	expect(t, s, "event evt-00001", "event evt-00002")
	w.exec(t, "UPDATE agent_events SET status = 'failed' WHERE event_id = 'evt-00002'")
	expect(t, s, "event_update evt-00002")
}

func TestServerSentEventsHaveTheSameMessagesAndResume(t *testing.T) {
	w := newScenario(t, nil)
	w.storeAndWait(t, 2, func() { w.insert(t, 2) })
	types, ids, leave := w.source(t, "", "")
	if got := fmt.Sprint(<-types, " ", <-types); got != "event event" {
		t.Errorf("got %s", got)
	}
	<-ids
	last := <-ids
	leave()
	w.insert(t, 1)
	types, ids, leave = w.source(t, "", last)
	defer leave()
	if kind, id := <-types, <-ids; kind != "event" || id == last {
		t.Errorf("got %s %s", kind, id)
	}
	w.exec(t, "UPDATE agent_events SET status = 'failed' WHERE event_id = 'evt-00003'")
	if kind := <-types; kind != "event_update" {
		t.Errorf("got %s", kind)
	}
}

// source opens the stream as a browser does. The channels receive the type and the id of each event, "" for an event without one.
func (w *scenario) source(t *testing.T, query, lastID string) (types, ids <-chan string, leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base+"/api/events/stream?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Last-Event-ID", lastID)
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	kinds, names, done := make(chan string, 100), make(chan string, 100), make(chan struct{})
	go func() {
		defer close(done)
		kind, id := "", ""
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				kind = value
			case "id":
				id = value
			case "data":
				if err := w.document.ValidateMessage("streamEvents", []byte(value)); err != nil {
					t.Errorf("%s: %v", value, err)
				}
			case "":
				if kind != "" {
					kinds <- kind
					names <- id
				}
				kind, id = "", ""
			}
		}
	}()
	return kinds, names, func() {
		cancel()
		response.Body.Close()
		<-done
	}
}
