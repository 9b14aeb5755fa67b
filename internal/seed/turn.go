package seed

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// maxDepth is the largest nesting depth of calls below a turn.
const maxDepth = 4

// turn stores a prompt and n-1 events below it. It returns the time of the last event.
func (g *generator) turn(by worker, query string, n int, mean time.Duration) (time.Time, error) {
	feature := ""
	if len(g.items) > 0 && g.random.IntN(3) > 0 {
		feature = pick(g.random, g.items)
	}
	root := event{
		id: g.id("evt"), kind: "tool_call", tool: "UserQuery", input: query, feature: feature,
		status: "recorded", tokens: g.tokens(200), seconds: g.seconds(0.3), at: g.tick(mean), by: by,
	}
	if err := g.store(root); err != nil {
		return root.at, err
	}
	last := root.at
	if n < 2 {
		return last, nil
	}
	if err := g.work(root, by, n-2, 1, mean, &last); err != nil {
		return last, err
	}
	err := g.answer(root, by, mean, &last)
	return last, err
}

// answer stores what the agent said at the end of a turn. Some turns end with a wait instead, or with the summary of a conversation that became too
// long.
func (g *generator) answer(root event, by worker, mean time.Duration, last *time.Time) error {
	text := pick(g.random, g.texts.answers)
	e := event{
		kind: "completion", tool: "Message", input: firstLine(text), output: text, parent: root.id, feature: root.feature,
		status: "completed", tokens: g.tokens(1200), at: g.tick(mean), by: by,
	}
	switch g.random.IntN(16) {
	case 0:
		e.kind, e.tool, e.input, e.output, e.status = "check_point", "Notification", pick(g.random, g.texts.waits), "", "recorded"
	case 1:
		e.kind, e.tool, e.input, e.output, e.status = "check_point", "PreCompact", "auto", "", "recorded"
	}
	*last = e.at
	return g.store(e)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// work stores exactly n events below parent, some of them nested.
func (g *generator) work(parent event, by worker, n, depth int, mean time.Duration, last *time.Time) error {
	for n > 0 {
		below := 0
		var err error
		switch {
		case n > 2 && depth < maxDepth && g.random.IntN(28) == 0:
			below = 1 + g.random.IntN(min(n-2, 10))
			err = g.delegate(parent, by, below, depth, mean, last)
			below++ // the result of the task
		default:
			if depth < maxDepth && n > 1 && g.random.IntN(10) == 0 {
				below = 1 + g.random.IntN(min(n-1, 3))
			}
			err = g.call(parent, by, below, depth, mean, last)
		}
		if err != nil {
			return err
		}
		n -= 1 + below
	}
	return nil
}

// call stores a tool call and the events nested below it.
func (g *generator) call(parent event, by worker, below, depth int, mean time.Duration, last *time.Time) error {
	t := draw(g.random, tools)
	failed := g.random.IntN(25) == 0
	e := event{
		id: g.id("evt"), kind: "tool_call", tool: t.name, input: pick(g.random, t.inputs(&g.texts)), feature: parent.feature, parent: parent.id,
		context: map[string]any{"tool_input_keys": []string{"description"}, "is_error": failed},
		status:  draw(g.random, []choice[string]{{70, "recorded"}, {20, "completed"}, {10, "success"}}),
		tokens:  g.tokens(900), seconds: g.seconds(t.seconds), at: g.tick(mean), by: by,
	}
	if failed {
		e.kind, e.status = "error", "error"
	}
	if err := g.fill(&e, failed); err != nil {
		return err
	}
	*last = e.at
	if err := g.store(e); err != nil {
		return err
	}
	return g.work(e, by, below, depth+1, mean, last)
}

// fill sets what a call was given and what it returned.
func (g *generator) fill(e *event, failed bool) error {
	var input any
	switch e.tool {
	case "Edit", "Write":
		change := pick(g.random, g.texts.edits)
		e.input, e.output = change.file, "The file "+change.file+" has been updated."
		input = map[string]any{"file_path": change.file, "old_string": change.before, "new_string": change.after}
		if !failed && e.tool == "Edit" {
			var err error
			if e.meta, err = g.patch(change); err != nil {
				return err
			}
		}
		if e.tool == "Write" {
			input = map[string]any{"file_path": change.file, "content": change.after}
		}
		if failed {
			e.output = "File has not been read yet. Read it first before writing to it."
		}
	case "Bash":
		e.output = pick(g.random, g.texts.outputs)
		if failed {
			e.output = pick(g.random, g.texts.failures)
		}
		input = map[string]any{"command": e.input, "description": "Run a command"}
	case "Read":
		change := pick(g.random, g.texts.edits)
		e.input, e.output = change.file, change.before
		if failed {
			e.output = "File does not exist."
		}
	default:
		e.output = pick(g.random, g.texts.findings)
		if failed {
			e.output = "exit status 1"
		}
	}
	if input == nil {
		return nil
	}
	text, err := json.Marshal(input)
	if err != nil {
		return fmt.Errorf("encode an input: %w", err)
	}
	e.whole = string(text)
	return nil
}

// delegate stores a delegation to another agent, the events of that agent, its result, and the handoff.
func (g *generator) delegate(parent event, by worker, below, depth int, mean time.Duration, last *time.Time) error {
	to := draw(g.random, subagents)
	prompt := pick(g.random, g.texts.tasks)
	input, err := json.Marshal(map[string]string{"subagent_type": to.kind, "description": prompt})
	if err != nil {
		return err
	}
	task := event{
		id: g.id("evt"), kind: "task_delegation", tool: "Task", input: string(input), output: pick(g.random, g.texts.answers), feature: parent.feature, parent: parent.id,
		subagentType: to.kind, task: g.id("task"), status: draw(g.random, []choice[string]{{80, "completed"}, {12, "started"}, {8, "failed"}}),
		tokens: g.tokens(2500), seconds: g.seconds(40), at: g.tick(mean), by: by,
	}
	if to.spawner != "" {
		task.context = map[string]any{"spawner_type": to.spawner, "spawned_agent": to.model, "cost_usd": 0.0}
	}
	if err := g.store(task); err != nil {
		return err
	}
	if err := g.handoff(task, to, prompt); err != nil {
		return err
	}
	helper := worker{agent: to.name, model: to.model, session: by.session, thread: task.task}
	asked := message{id: messageID(task, "asked"), role: "user", kind: "prompt", by: helper, at: task.at, parts: []part{{section: "body", kind: "text", text: prompt}}}
	if err := g.say(asked); err != nil {
		return err
	}
	if err := g.work(task, helper, below, depth+1, mean, last); err != nil {
		return err
	}
	answer := event{
		kind: "tool_result", tool: "TaskOutput", input: strings.ToLower(prompt), output: pick(g.random, g.texts.findings), feature: parent.feature,
		parent: parent.id, task: task.task, status: "completed", tokens: g.tokens(300), seconds: g.seconds(0.1), at: g.tick(mean), by: by,
	}
	*last = answer.at
	said := message{id: messageID(task, "said"), role: "assistant", kind: "answer", by: helper, at: answer.at, parts: []part{{section: "body", kind: "text", text: task.output}}}
	if err := g.say(said); err != nil {
		return err
	}
	return g.store(answer)
}

func (g *generator) handoff(task event, to subagent, prompt string) error {
	status := map[string]string{"started": "accepted"}[task.status]
	if status == "" {
		status = task.status
	}
	return g.emit(record{handoffTable, []any{
		g.id("hand"), task.by.agent, to.name, stamp(g.random, task.at), task.by.session, "delegation", status, prompt, nil,
	}})
}

func (g *generator) tokens(mean float64) int64 { return int64(g.random.ExpFloat64() * mean) }
