package activity_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestTheSumsOfAnEventIncludeTheOthersBelowIt(t *testing.T) {
	const at = "2026-03-18 10:00:0"
	db := testkit.OpenDatabase(t,
		`INSERT INTO agent_events (event_id, agent_id, event_type, timestamp, tool_name, parent_event_id, session_id, status, cost_tokens) VALUES
			('p', 'a', 'tool_call', '`+at+`0', 'UserQuery', NULL, 's', 'completed', 1),
			('t', 'a', 'task_delegation', '`+at+`1', 'Task', 'p', 's', 'completed', 10),
			('e', 'a', 'tool_call', '`+at+`2', 'Edit', 't', 's', 'completed', 100),
			('f', 'a', 'tool_call', '`+at+`3', 'Edit', 't', 's', 'failed', 0),
			('m', 'a', 'completion', '`+at+`4', 'Message', 'p', 's', 'completed', 1000),
			('x', 'a', 'task_delegation', '`+at+`5', 'Task', 'y', 's', 'completed', 1),
			('y', 'a', 'task_delegation', '`+at+`6', 'Task', 'x', 's', 'completed', 1)`)
	service := activity.New(events.New(db), feed.New(db), noTotals{}, nil)
	sums, err := service.SumsOf(t.Context(), []string{"p", "t", "x", "y", "none"})
	if err != nil {
		t.Fatal(err)
	}
	type sum struct {
		calls, edits, errors int
		tokens               int64
	}
	for id, want := range map[string]sum{"p": {3, 1, 1, 1111}, "t": {3, 1, 1, 110}, "x": {2, 0, 0, 2}, "y": {2, 0, 0, 2}} {
		s, ok := sums[id]
		if got := (sum{s.Calls, s.Edits, s.Errors, s.Tokens}); !ok || got != want {
			t.Errorf("%s has %+v, want %+v", id, got, want)
		}
	}
	if _, ok := sums["none"]; ok || len(sums) != 4 {
		t.Errorf("%d sums", len(sums))
	}
}
