package server_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// largeJSON is a body of nearly the largest size.
func largeJSON() string {
	return "{" + strings.Repeat(" ", 1<<20-100) + "}"
}

// post sends a body and returns the status of the response.
func post(base, body string) (int, error) {
	response, err := http.Post(base+"/api/cache/invalidate", "application/json", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusTooManyRequests && response.Header.Get("Retry-After") == "" {
		return 0, fmt.Errorf("a 429 without Retry-After")
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// TestFewLargeBodiesAreWorkedOnAtTheSameTime posts many, and none of the first ones is finished before all others are refused.
func TestFewLargeBodiesAreWorkedOnAtTheSameTime(t *testing.T) {
	const posts, atOnce = 60, 8
	w := newScenario(t, nil)
	var working, most atomic.Int64
	finish := make(chan struct{})
	w.operations.invalidate = func() {
		now := working.Add(1)
		defer working.Add(-1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		<-finish
	}
	live := httptest.NewServer(w)
	t.Cleanup(live.Close)
	statuses := make(chan int, posts)
	body := largeJSON()
	for range posts {
		go func() {
			status, err := post(live.URL, body)
			if err != nil {
				t.Error(err)
			}
			statuses <- status
		}()
	}
	for range posts - atOnce {
		if got := <-statuses; got != http.StatusTooManyRequests {
			t.Errorf("status %d, want 429", got)
		}
	}
	close(finish)
	for range atOnce {
		if got := <-statuses; got != http.StatusOK {
			t.Errorf("status %d, want 200", got)
		}
	}
	if got := most.Load(); got > atOnce {
		t.Errorf("%d bodies are worked on at the same time, want %d", got, atOnce)
	}
}

// TestSlowBodiesTakeBoundedMemoryAndKeepNoSmallOneWaiting sends the heads of many requests whose bodies do not come.
func TestSlowBodiesTakeBoundedMemoryAndKeepNoSmallOneWaiting(t *testing.T) {
	const slow = 64 // as many as are read at the same time
	w := newScenario(t, nil)
	live := httptest.NewServer(w)
	t.Cleanup(live.Close)
	for range slow {
		client, err := net.Dial("tcp", live.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		fmt.Fprintf(client, "POST /api/cache/invalidate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", 1<<20)
		asked := make([]byte, len("HTTP/1.1 100"))
		if _, err := io.ReadFull(client, asked); err != nil || string(asked) != "HTTP/1.1 100" {
			t.Fatalf("%q, %v", asked, err)
		}
	}
	if status, err := post(live.URL, largeJSON()); err != nil || status != http.StatusTooManyRequests {
		t.Errorf("another large body: %d, %v; want 429", status, err)
	}
	// One that waited for the large bodies would be refused too: they do not end.
	if status, err := post(live.URL, `{}`); err != nil || status != http.StatusOK {
		t.Errorf("a small body: %d, %v", status, err)
	}
}
