package session_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

func TestAPromptIsATitle(t *testing.T) {
	for prompt, want := range map[string]string{
		" Fix the test ":      "Fix the test",
		"<div> is not closed": "<div> is not closed",
		"<task-notification> <task-id>b1</task-id> <summary>Agent \"x\" completed</summary></task-notification>": `Task notification: Agent "x" completed`,
		"<task-notification>\n<task-id>b1</task-id> cut":                                                         "Task notification",
		"<command-name>/review</command-name><command-args>all of it</command-args>":                             "/review all of it",
		"<command-message>x</command-message>\n<command-name>/init</command-name>":                               "/init",
		"<local-command-stdout>done</local-command-stdout>":                                                      "Local command stdout",
		"<>{name}</> is a fragment": "<>{name}</> is a fragment",
		"":                          "",
	} {
		if got := session.PromptTitle(prompt); got != want {
			t.Errorf("%q: %q, want %q", prompt, got, want)
		}
	}
}

func TestTheTitleOfASessionIsNotItsId(t *testing.T) {
	service := newService(t, `
		INSERT INTO sessions (session_id, agent_assigned, metadata, last_user_query) VALUES ('named', 'a', '{"title": "By the agent"}', 'x'), ('asked', 'a', NULL, '<task-notification>'),
			('only', 'a', NULL, 'the newest'), ('silent', 'a', NULL, NULL);
		INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary) VALUES
			('p1', 'a', 'tool_call', 'asked', '2026-03-18 15:00:02', 'UserQuery', 'second'),
			('p2', 'a', 'tool_call', 'asked', '2026-03-18T15:00:01', 'UserQuery', 'first'),
			('p3', 'a', 'tool_call', 'asked', '2026-03-18 15:00:00', 'UserQuery', '<task-notification>')`)
	page, err := service.List(t.Context(), model.SessionFilter{AgentID: "a"}, model.Page{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	titles, err := service.Titles(t.Context(), page.Sessions)
	if diff := cmp.Diff(map[string]string{"named": "By the agent", "asked": "first", "only": "the newest"}, titles); diff != "" || err != nil {
		t.Errorf("titles (-want +got):\n%s%v", diff, err)
	}
}
