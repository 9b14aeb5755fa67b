package sessionlist_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/sessions"
	"github.com/htmlgraph/htmlgraph/internal/repository/states"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// scenario has a session with one below it, one over midnight whose user named it, an automated one, and one without a word.
const scenario = `
INSERT INTO sessions (session_id, agent_assigned, parent_session_id, is_subagent, created_at, status, metadata, last_user_query) VALUES
	('root', 'claude-code', NULL, 0, '2026-03-18 10:00:00', 'active', '{"cwd": "/srv/api", "gitBranch": "main", "entrypoint": "cli"}', 'Now test it'),
	('below', 'codex', 'root', 1, '2026-03-18T10:05:00.000000', 'completed', '{"cwd": "/srv/api"}', NULL),
	('night', 'codex', NULL, 0, '2026-03-16 22:00:00', 'failed', '{"cwd": "/srv/web/", "title": "Dark theme", "title_by": "user", "originator": "codex_exec"}', 'Try again'),
	('robot', 'claude-code', NULL, 0, '2026-03-17 09:00:00', 'completed', '{"cwd": "/srv/api", "entrypoint": "sdk-cli"}', 'Review the commit'),
	('mute', 'gemini-cli', NULL, 0, '2026-03-15 09:00:00', 'completed', '{"cwd": "/srv/api"}', NULL);
INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary, status, model) VALUES
	('r1', 'claude-code', 'tool_call', 'root', '2026-03-18 10:00:00', 'UserQuery', '<command-name>/clear</command-name>', 'completed', NULL),
	('r2', 'claude-code', 'tool_call', 'root', '2026-03-18 10:00:01', 'UserQuery', '<task-notification><summary>done</summary></task-notification>', 'completed', NULL),
	('r3', 'claude-code', 'tool_call', 'root', '2026-03-18 10:01:00', 'Edit', '/srv/api/import.go', 'completed', 'claude-opus-4-1'),
	('r4', 'claude-code', 'tool_call', 'root', '2026-03-18 10:02:00', 'Edit', '/srv/api/import.go', 'error', 'claude-opus-4-1'),
	('b1', 'codex', 'tool_call', 'below', '2026-03-18T10:06:00.000000', 'apply_patch', 'export.go', 'completed', 'gpt-5'),
	('n1', 'codex', 'tool_call', 'night', '2026-03-16 22:00:00', 'UserQuery', 'Make it dark', 'completed', 'gpt-5'),
	('n2', 'codex', 'tool_call', 'night', '2026-03-17 01:00:00', 'UserQuery', 'Try again', 'completed', 'gpt-5'),
	('o1', 'claude-code', 'tool_call', 'robot', '2026-03-17 09:00:00', 'UserQuery', 'Review the commit', 'completed', NULL),
	('m1', 'gemini-cli', 'tool_call', 'mute', '2026-03-15 09:00:00', 'Bash', 'ls', 'completed', NULL);
INSERT INTO cost_events (event_id, agent_id, session_id, timestamp, model, total_tokens, cost_usd) VALUES
	('c1', 'claude-code', 'root', '2026-03-18 10:01:00', 'claude-opus-4-1', 100, 1), ('c2', 'claude-code', 'root', '2026-03-18 10:02:00', 'claude-haiku-4-5', 500, 0.5),
	('c3', 'codex', 'below', '2026-03-18 10:06:00', 'gpt-5', 50, 2), ('c4', 'codex', 'night', '2026-03-17 00:30:00', 'gpt-5', 10, 3), ('c5', 'codex', 'night', '2026-03-17 00:31:00', 'in-house', 10, NULL);`

// newList returns the list of a database. It reads all sessions each time unless the database counts their changes.
func newList(t *testing.T, db *database.DB, counted func(context.Context) (bool, error)) *sessionlist.Service {
	t.Helper()
	running := summary.New(events.NewSummary(db), db.Generation, db.Touch, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("summary", running.Run)
	rows := sessions.New(db)
	list, err := sessionlist.New(sessionlist.Sources{
		Rows: rows, Events: running, Spending: spending.New(costs.New(db), project.Rule{}, running, db.CountsCostDays), Files: events.NewSummary(db),
		Titles: session.New(rows, costs.New(db)), States: state.New(states.New(db), db.Generation, func() time.Time { return now }),
		Projects: project.Rule{}, Counted: counted, Generation: db.Generation, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ask returns a page of the list, of ten sessions unless the query says otherwise.
func ask(t *testing.T, list *sessionlist.Service, q sessionlist.Query) sessionlist.Page {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 10
	}
	if q.Sort == "" {
		q.Sort = sessionlist.ByRecent
	}
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	page, err := list.List(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return page
}

func ids(page sessionlist.Page) string {
	var list []string
	for _, item := range page.Items {
		list = append(list, item.ID)
	}
	return strings.Join(list, " ")
}

func TestASessionShowsWhatItAddsUpTo(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	page := ask(t, newList(t, db, db.CountsSessionDays), sessionlist.Query{Folded: 5})
	if got := ids(page); got != "root night mute" || page.Total != 3 || page.HiddenAutomated != 1 {
		t.Fatalf("listed %s, %d in all, %d hidden", got, page.Total, page.HiddenAutomated)
	}
	root, night, mute := page.Items[0], page.Items[1], page.Items[2]
	for what, test := range map[string][2]any{
		"the title is the first prompt that the user wrote": {root.Title, session.Title{Text: "/clear", By: session.ByPrompt}},
		"the title that the user chose":                     {night.Title, session.Title{Text: "Dark theme", By: session.ByUser}},
		"never an id alone":                                 {mute.Title, session.Title{Text: "1 event in api", By: session.ByEvents}},
		"the model with the most tokens":                    {root.Model, "claude-haiku-4-5"},
		"or that of the newest event":                       {mute.Model, ""},
		"failed edits do not count":                         {root.Events.Edits, int64(1)},
		"those of the sessions below are kept apart":        {root.BelowEdits, int64(1)},
		"all prompts count":                                 {root.Events.Prompts, int64(2)},
		"failed events":                                     {root.Events.Errors, int64(1)},
		"its own cost":                                      {root.Spent.Cost, model.MicroUSD(1_500_000)},
		"that of the sessions below":                        {root.BelowSpent.Cost, model.MicroUSD(2_000_000)},
		"and both":                                          {root.Total.Cost, model.MicroUSD(3_500_000)},
		"requests without a price":                          {night.Spent.Unpriced, int64(1)},
		"the sum of the list":                               {page.Spent.Cost, model.MicroUSD(6_500_000)},
		"the newest event of all":                           {root.LastOfAll, model.Instant("2026-03-18T10:06:00.000000")},
		"the project in one spelling":                       {night.Project, "/srv/web"},
		"the branch":                                        {root.Branch, "main"},
		"from the first to the last event":                  {*night.Duration(), 10800.0},
		"the session below":                                 {root.Children[0].ID, "below"},
		"what it does":                                      {root.State.Name, model.StateEnded},
	} {
		if test[0] != test[1] {
			t.Errorf("%s: %v, want %v", what, test[0], test[1])
		}
	}
}

func TestSessionsAreFiltered(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	list := newList(t, db, db.CountsSessionDays)
	for filter, want := range map[string]string{
		"dark":                       "night",      // the title
		`"make it dark"`:             "night",      // the first prompt
		"review":                     "",           // the session is automated
		"review is:automated":        "robot",      // and asked for
		"agent:codex":                "root night", // the one below root
		"-agent:codex":               "root mute",  // root itself has none
		"agent:=code":                "",           // all of the name
		"model:GPT":                  "root night", //
		"model:=gpt-5":               "root night", //
		"tool:edit":                  "root",       // the whole name, in any case
		"tool:ed":                    "",           //
		"project:web":                "night",      //
		"branch:main":                "root",       //
		"file:import.go":             "root",       //
		"file:EXPORT":                "root",       // the one below
		"session:ni":                 "night",      // the beginning of an id
		"session:below":              "root",       //
		"state:failed":               "night",      // the status and the class
		"state:running":              "root",       // the class
		"state:active":               "root",       // the status
		"is:ended":                   "root mute",  // the one below root has ended
		"is:error":                   "root",       //
		"is:subagent":                "root",       //
		"on:2026-03-16":              "night",      // it began then
		"on:2026-03-17":              "night",      // and ran over midnight
		"before:2026-03-16":          "mute",       //
		"after:today":                "root",       //
		"after:2026-03-17 -is:error": "root night", // the one below root has no error
		"agent:codex state:failed":   "night",      // of one session
	} {
		if got := ids(ask(t, list, sessionlist.Query{Filter: filter})); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
	if got := ids(ask(t, list, sessionlist.Query{Filter: "on:2026-03-16", Zone: model.Zone("Asia/Kathmandu")})); got != "" {
		t.Errorf("in Kathmandu it was the 17th, but the list has %q", got)
	}
	if got := ids(ask(t, list, sessionlist.Query{Status: "failed"})); got != "night" {
		t.Errorf("of the status failed: %q", got)
	}
	if got := ids(ask(t, list, sessionlist.Query{ShowAutomated: true})); got != "root robot night mute" {
		t.Errorf("with automated sessions: %q", got)
	}
}

func TestAFilterSaysWhatItUnderstood(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	list := newList(t, db, db.CountsSessionDays)
	page := ask(t, list, sessionlist.Query{Filter: "agent:codex in:prompt is:waiting is:odd colour:red"})
	if want := []string{"colour", "in", "is:waiting", "is:odd"}; !slices.Equal(page.Ignored, want) || len(page.Understood) != 1 || page.Total != 0 {
		t.Errorf("ignored %q, understood %+v, %d sessions", page.Ignored, page.Understood, page.Total)
	}
	_, err := list.List(t.Context(), sessionlist.Query{Filter: `a "b`, Zone: time.UTC, Sort: sessionlist.ByRecent, Limit: 1})
	if apperr.CodeOf(err) != apperr.CodeInvalid || !strings.Contains(err.Error(), "character 3") {
		t.Errorf("an open quote: %v", err)
	}
}

func TestSessionsAreSorted(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	list := newList(t, db, db.CountsSessionDays)
	for order, want := range map[sessionlist.Sort]string{
		sessionlist.ByRecent: "root robot night mute", sessionlist.ByStart: "root robot night mute", sessionlist.ByCost: "root night robot mute",
		sessionlist.ByTokens: "root night robot mute", sessionlist.ByPrompts: "root night robot mute", sessionlist.ByFailed: "root robot night mute",
		sessionlist.ByDuration: "night root robot mute",
	} {
		all := ask(t, list, sessionlist.Query{Sort: order, ShowAutomated: true})
		if got := ids(all); got != want {
			t.Errorf("by %s: %s, want %s", order, got, want)
		}
		var walked []string
		q := sessionlist.Query{Sort: order, ShowAutomated: true, Limit: 1}
		for page := ask(t, list, q); ; page = ask(t, list, q) {
			walked = append(walked, ids(page))
			if page.Next == nil {
				break
			}
			q.After = parsed(t, page.Next)
		}
		if got := strings.Join(walked, " "); got != want {
			t.Errorf("by %s, one by one: %s, want %s", order, got, want)
		}
	}
}

// parsed returns a position as a client sends it back.
func parsed(t *testing.T, p *sessionlist.Position) *sessionlist.Position {
	t.Helper()
	got, err := sessionlist.ParsePosition(p.String())
	if err != nil || got != *p {
		t.Fatalf("%+v became %+v, %v", p, got, err)
	}
	return &got
}

func TestPagesLeadBothWays(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	list := newList(t, db, db.CountsSessionDays)
	q := sessionlist.Query{Sort: sessionlist.ByCost, ShowAutomated: true, Limit: 2}
	first := ask(t, list, q)
	q.After = parsed(t, first.Next)
	second := ask(t, list, q)
	if ids(first) != "root night" || first.Previous != nil || ids(second) != "robot mute" || second.Next != nil {
		t.Fatalf("%s (before it %v), %s (behind it %v)", ids(first), first.Previous, ids(second), second.Next)
	}
	q.After, q.Before = nil, parsed(t, second.Previous)
	if back := ask(t, list, q); ids(back) != "root night" || back.Previous != nil || back.Next == nil {
		t.Errorf("back to %s", ids(back))
	}
	testkit.Execute(t, db, "DELETE FROM sessions WHERE session_id = 'night'")
	q.Before, q.After = nil, parsed(t, first.Next)
	if got := ask(t, list, q); ids(got) != "robot mute" {
		t.Errorf("behind a session that was deleted meanwhile: %s", ids(got))
	}
}

func TestTextsThatAreNoPositionsAreRefused(t *testing.T) {
	for _, text := range []string{"", "abc", "czEAY29zdABOYU4AeA", "czEAY29zdABhYmMAeA", "czEAb2RkADEAeA"} {
		if got, err := sessionlist.ParsePosition(text); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
	old := model.Cursor{Key: "2026-03-18 10", ID: "s"}
	if got, err := sessionlist.ParsePosition(old.String()); err != nil || got != (sessionlist.Position{Sort: sessionlist.ByStart, Key: old.Key, ID: old.ID}) {
		t.Errorf("a cursor of the list by start is %+v, %v", got, err)
	}
}

// TestChangesOfOtherProgramsAreSeen compares the list after each change with one that reads all sessions anew.
func TestChangesOfOtherProgramsAreSeen(t *testing.T) {
	db := testkit.OpenDatabase(t, scenario)
	list := newList(t, db, db.CountsSessionDays)
	anew := func(context.Context) (bool, error) { return false, nil }
	shown := func(list *sessionlist.Service) string {
		var lines []string
		for _, item := range ask(t, list, sessionlist.Query{ShowAutomated: true}).Items {
			lines = append(lines, fmt.Sprint(item.ID, item.Title, item.Status, item.Total, item.Events.Events, item.LastOfAll, len(item.Below)))
		}
		return strings.Join(lines, "\n")
	}
	for _, change := range []string{
		"UPDATE sessions SET status = 'failed' WHERE session_id = 'mute'",
		"UPDATE sessions SET metadata = '{\"title\": \"Renamed\"}' WHERE session_id = 'root'",
		"UPDATE sessions SET created_at = '2026-03-01 10:00:00' WHERE session_id = 'robot'",
		"UPDATE sessions SET session_id = 'other' WHERE session_id = 'robot'",
		"UPDATE sessions SET parent_session_id = 'below' WHERE session_id = 'root'", // a cycle
		"UPDATE sessions SET parent_session_id = NULL",
		"INSERT INTO sessions (session_id, agent_assigned, created_at) VALUES ('new', 'codex', '2026-03-18 15:00:00')",
		"INSERT OR REPLACE INTO sessions (session_id, agent_assigned, created_at) VALUES ('new', 'gemini-cli', '2026-03-18 15:00:01')",
		"INSERT INTO cost_events (event_id, session_id, timestamp, cost_usd) VALUES ('later', 'new', '2026-03-18 15:00:00', 4)",
		"INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name) VALUES ('later', 'codex', 'tool_call', 'new', '2026-03-18 15:20:00', 'Bash')",
		"DELETE FROM sessions WHERE session_id = 'night'",
		"UPDATE sessions SET total_events = 7",
		"DELETE FROM sessions",
	} {
		testkit.Execute(t, db, change)
		if got, want := shown(list), shown(newList(t, db, anew)); got != want {
			t.Errorf("after %s the list is\n%s\nwant\n%s", change, got, want)
		}
	}
}
