package seed

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// scene is a session that goes on at the end of a sample: it works, waits, has finished or failed. Its events have the ids and the contexts that
// the hooks of an agent give them.
type scene struct {
	agent, model, folder, title string
	// began is how long before the end its prompt was.
	began  time.Duration
	prompt string
	// answered is the status of the prompt.
	answered string
	events   []moment
	// requests is how many requests it made.
	requests int
}

// moment is an event of a scene.
type moment struct {
	ago        time.Duration
	kind, tool string
	input      string
	status     string
	context    map[string]any
	// subagent is the id of the subagent in which it happened, of the type subagentType.
	subagent, subagentType string
	// call names a call; other events are marks.
	call string
}

// scenes are the sessions that go on at the end of a sample that people look at.
func scenes() []scene {
	ask := func(tool string, input map[string]any) map[string]any {
		return map[string]any{"tool_name": tool, "tool_input": input, "permission_mode": "default"}
	}
	notice := func(kind string) map[string]any { return map[string]any{"notification_type": kind} }
	return []scene{
		{
			agent: "claude-code", model: "claude-opus-4-1", folder: "/home/dev/ingest", title: "Import in one hour", began: 12 * time.Minute, requests: 14,
			prompt: "Make the nightly import finish within the hour", answered: "started", events: []moment{
				{ago: 9 * time.Minute, kind: "tool_call", tool: "Read", input: "internal/ingest/importer.go", status: "completed", call: "a1"},
				{ago: 7 * time.Minute, kind: "task_delegation", tool: "Task", input: "Map the readers", status: "started", call: "a2"},
				{ago: 7 * time.Minute, kind: "start", tool: "SubagentStart", input: "Explore", status: "recorded", subagent: "explore-1", subagentType: "explore-agent"},
				{ago: time.Minute, kind: "tool_call", tool: "Grep", input: "func Open(", status: "completed", call: "a3", subagent: "explore-1", subagentType: "explore-agent"},
				{ago: 48 * time.Second, kind: "tool_call", tool: "Bash", input: "go test ./internal/ingest/...", status: "started", call: "a4"},
			},
		},
		{
			agent: "claude-code", model: "claude-sonnet-4-5", folder: "/home/dev/shop", title: "Fix the retry test", began: 11 * time.Minute, requests: 6,
			prompt: "Fix the retry test that fails on a clean checkout", answered: "started", events: []moment{
				{ago: 6 * time.Minute, kind: "tool_call", tool: "Bash", input: "rm -rf build", status: "started", call: "b1"},
				{ago: 6 * time.Minute, kind: "check_point", tool: "PermissionRequest", input: "Bash", status: "recorded", context: ask("Bash", map[string]any{"command": "rm -rf build"})},
				{
					ago: 6*time.Minute - 6*time.Second, kind: "check_point", tool: "Notification", input: "Claude needs your permission to use Bash",
					status: "recorded", context: notice("permission_prompt"),
				},
			},
		},
		{
			agent: "claude-code", model: "claude-opus-4-1", folder: "/home/dev/shop-web", title: "Dark theme", began: 4 * time.Minute, requests: 3,
			prompt: "Add a dark theme", answered: "started", events: []moment{
				{
					ago: 41 * time.Second, kind: "tool_call", tool: "AskUserQuestion", status: "started", call: "c1",
					input: `{"questions":[{"question":"Which colour scale is the dark theme to have?","header":"Colours","options":[]}]}`,
				},
			},
		},
		{
			agent: "codex", model: "gpt-5-codex", folder: "/home/dev/shop", title: "Index on created_at", began: 15 * time.Minute, requests: 8,
			prompt: "Write a migration that adds an index on created_at", answered: "completed", events: []moment{
				{ago: 5 * time.Minute, kind: "tool_call", tool: "shell", input: "make migrate", status: "completed", call: "d1"},
				{ago: 3 * time.Minute, kind: "completion", tool: "Stop", status: "recorded"},
			},
		},
		{
			agent: "claude-code", model: "claude-haiku-4-5", folder: "/home/dev/shop-web", title: "Rename the helpers", began: 25 * time.Minute, requests: 2,
			prompt: "Rename the package helpers to what it really does", answered: "cancelled", events: []moment{
				{ago: 20 * time.Minute, kind: "tool_call", tool: "Edit", input: "internal/helpers/helpers.go", status: "cancelled", call: "e1"},
			},
		},
		{
			agent: "claude-code", model: "claude-opus-4-1", folder: "/home/dev/ingest", title: "Dates in all three forms", began: 40 * time.Minute, requests: 9,
			prompt: "Let the parser accept dates in all three forms", answered: "failed", events: []moment{
				{
					ago: 25 * time.Minute, kind: "error", tool: "StopFailure", status: "failed",
					context: map[string]any{"error": "rate_limit", "error_details": "You've hit your usage limit, try again in 2 hours"},
				},
			},
		},
		{
			agent: "claude-code", model: "claude-sonnet-4-5", folder: "/home/dev/shop", title: "Why the checkout is slow", began: 3 * time.Hour, requests: 5,
			prompt: "Find out why the checkout is slow", answered: "started", events: []moment{
				{ago: 2 * time.Hour, kind: "tool_call", tool: "Bash", input: "go test -bench . ./internal/checkout", status: "started", call: "g1"},
			},
		},
	}
}

// present stores the scenes, which end at a time.
func (g *generator) present(end time.Time) error {
	for _, s := range scenes() {
		if err := g.play(s, end); err != nil {
			return err
		}
	}
	return nil
}

// play stores a scene.
func (g *generator) play(s scene, end time.Time) error {
	by := worker{agent: s.agent, model: s.model, session: g.id("sess")}
	began := end.Add(-s.began)
	metadata, err := json.Marshal(map[string]string{"cwd": s.folder, "gitBranch": "main", "title": s.title})
	if err != nil {
		return fmt.Errorf("encode the metadata of a session: %w", err)
	}
	err = g.emit(record{sessionTable, []any{
		by.session, by.agent, nil, nil, stamp(g.random, began), nil, "active", 0, stamp(g.random, began), s.prompt, g.id("c")[2:9], string(metadata),
	}})
	if err != nil {
		return err
	}
	prompt := ingest.PromptID(by.session, "1")
	if err := g.witnessed(moment{ago: s.began, kind: "tool_call", tool: "UserQuery", input: s.prompt, status: s.answered}, prompt, "", by, end); err != nil {
		return err
	}
	for i, m := range s.events {
		id := ingest.MarkID(by.session, m.tool, fmt.Sprint(i))
		if m.call != "" {
			id = ingest.ToolID(by.session + m.call)
		}
		if err := g.witnessed(m, id, prompt, by, end); err != nil {
			return err
		}
	}
	worked := s.began - s.events[len(s.events)-1].ago
	for n := range s.requests {
		at := began.Add(time.Duration(n) * worked / time.Duration(s.requests))
		e := event{id: prompt, tool: "", at: at, tokens: g.tokens(900), by: by}
		if err := g.cost(e, *g.request(e), stamp(g.random, at)); err != nil {
			return err
		}
	}
	return nil
}

// witnessed stores an event that a hook reported.
func (g *generator) witnessed(m moment, id, parent string, by worker, end time.Time) error {
	at := end.Add(-m.ago).UTC().Format("2006-01-02T15:04:05.000000")
	context, err := contextText(m.context)
	if m.context == nil || err != nil {
		context = nil
	}
	agent := by.agent
	if m.subagentType != "" {
		agent = m.subagentType
		if err := g.emit(record{subagentTable, []any{id, by.session, m.subagent}}); err != nil {
			return err
		}
	}
	err = g.emit(record{eventTable, []any{
		id, agent, m.kind, at, m.tool, null(m.input), nil, context, by.session, nil, nil, null(parent), null(m.subagentType), 0, 0, 0.0, m.status,
		by.model, nil, at, at,
	}})
	if err != nil {
		return err
	}
	g.written++
	return g.emit(record{witnessTable, []any{id}})
}
