package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/bench/transcripts"
)

// callsInPost is the number of calls in a list of events, after a prompt; postsInSession that of lists in a session.
const (
	callsInPost    = 4
	postsInSession = 20
)

// postEvents posts a turn: a prompt and some calls.
func (l *load) postEvents(ctx context.Context, n int, random *rand.Rand) error {
	session, prompt := fmt.Sprint("soak-posted-", n/postsInSession), fmt.Sprint("soak-prompt-", n)
	now := time.Now()
	events := []api.EventInput{l.event(now, prompt, session, "UserQuery", transcripts.Words(random, 100), "")}
	for i := range callsInPost {
		call := l.event(now.Add(time.Duration(i+1)*time.Microsecond), fmt.Sprintf("soak-call-%d-%d", n, i), session, "Read", "internal/cache/memory.go", transcripts.Words(random, 600))
		call.ParentEventID = &prompt
		events = append(events, call)
	}
	body, err := json.Marshal(events)
	if err != nil {
		return err
	}
	answer, err := l.postJSON(ctx, timedPosts, "/api/events", body)
	if err == nil && bytes.Count(answer, []byte(`"created"`)) != len(events) {
		err = fmt.Errorf("not all events were created: %.300s", answer)
	}
	if err == nil {
		l.recent.set(prompt, session)
	}
	return err
}

func (l *load) event(at time.Time, id, session, tool, input, output string) api.EventInput {
	stamp, status, model := l.calendar.stamp(at), "completed", "claude-opus-4-5"
	return api.EventInput{EventID: &id, SessionID: session, AgentID: "claude-code", EventType: "tool_call", ToolName: &tool, Timestamp: &stamp,
		Status: &status, Model: &model, InputSummary: &input, OutputSummary: &output}
}

func (l *load) postJSON(ctx context.Context, name, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.target.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	return l.send(ctx, name, request)
}
