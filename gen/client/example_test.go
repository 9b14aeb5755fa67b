package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/htmlgraph/htmlgraph/gen/client"
)

// exampleServer responds as a server with two events does. Yours is at an address such as http://127.0.0.1:8000.
func exampleServer() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, status, body := "application/json", http.StatusOK, ""
		switch r.URL.RequestURI() {
		case "/api/events?limit=1":
			w.Header().Set("Link", `</api/events?limit=1>; rel="first", </api/events?cursor=2&limit=1>; rel="next"`)
			body = `[{"event_id": "evt-2", "agent_id": "claude-code", "tool_name": "Bash"}]`
		case "/api/events?cursor=2&limit=1":
			body = `[{"event_id": "evt-1", "agent_id": "claude-code", "tool_name": "Read"}]`
		case "/api/events/stream?session_id=sess-1":
			kind, body = "text/event-stream", "event: event\nid: c1\ndata: {\"type\":\"event\",\"event_id\":\"evt-1\"}\n\n"
		case "/api/events/export?format=ndjson":
			kind, body = "application/x-ndjson", `{"event_id": "evt-2"}`+"\n"+`{"event_id": "evt-1"}`+"\n"
		default:
			kind, status, body = "application/problem+json", http.StatusNotFound, `{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Event not found"}`
		}
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
}

func ExampleAPI_Events() {
	server := exampleServer()
	defer server.Close()
	api, err := client.New(server.URL)
	if err != nil {
		panic(err)
	}

	limit := int64(1) // the size of a page
	for event, err := range api.Events(context.Background(), &client.ListEventsParams{Limit: &limit}) {
		if err != nil {
			panic(err)
		}
		fmt.Println(event.EventID, *event.ToolName)
	}
	// Output:
	// evt-2 Bash
	// evt-1 Read
}

func ExampleAPI_FollowEvents() {
	server := exampleServer()
	defer server.Close()
	api, err := client.New(server.URL)
	if err != nil {
		panic(err)
	}

	for message, err := range api.FollowEvents(context.Background(), client.EventFilter{SessionID: "sess-1"}) {
		if err != nil {
			panic(err)
		}
		if event, err := message.AsEventMessage(); err == nil && event.Type == client.EventMessageTypeEvent {
			fmt.Println(event.EventID, "- a later stream goes on after", message.Cursor)
		}
		break // a stream has no end
	}
	// Output:
	// evt-1 - a later stream goes on after c1
}

func ExampleAPI_Export() {
	server := exampleServer()
	defer server.Close()
	api, err := client.New(server.URL)
	if err != nil {
		panic(err)
	}

	for event, err := range api.Export(context.Background(), nil) {
		if err != nil {
			panic(err)
		}
		fmt.Println(event.EventID)
	}
	// Output:
	// evt-2
	// evt-1
}

func ExampleProblemError() {
	server := exampleServer()
	defer server.Close()
	api, err := client.New(server.URL)
	if err != nil {
		panic(err)
	}

	_, err = api.GetEventWithResponse(context.Background(), "evt-3")
	var problem *client.ProblemError
	if errors.As(err, &problem) {
		fmt.Println(problem.Response.StatusCode, problem.Problem.Detail)
	}
	// Output:
	// 404 Event not found
}
