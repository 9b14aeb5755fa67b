package seed

import (
	"encoding/json"
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
	err := g.work(root, by, n-1, 1, mean, &last)
	return last, err
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
	input := pick(g.random, t.inputs(&g.texts))
	failed := g.random.IntN(25) == 0
	e := event{
		id: g.id("evt"), kind: "tool_call", tool: t.name, input: t.name + ": " + input, output: "ok", feature: parent.feature, parent: parent.id,
		context: map[string]any{"tool_input_keys": []string{"description"}, "is_error": failed},
		status:  draw(g.random, []choice[string]{{70, "recorded"}, {20, "completed"}, {10, "success"}}),
		tokens:  g.tokens(900), seconds: g.seconds(t.seconds), at: g.tick(mean), by: by,
	}
	if failed {
		e.kind, e.status, e.output = "error", "error", "exit status 1"
	}
	*last = e.at
	if err := g.store(e); err != nil {
		return err
	}
	return g.work(e, by, below, depth+1, mean, last)
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
		id: g.id("evt"), kind: "task_delegation", tool: "Task", input: string(input), output: "done", feature: parent.feature, parent: parent.id,
		subagentType: to.kind, task: g.id("task"), status: draw(g.random, []choice[string]{{80, "completed"}, {12, "started"}, {8, "failed"}}),
		tokens: g.tokens(2500), seconds: g.seconds(40), at: g.tick(mean), by: by,
	}
	if to.spawner != "" {
		task.context = map[string]any{"spawner_type": to.spawner, "spawned_agent": to.model, "cost_usd": float64(task.tokens) * samplePrice}
	}
	if err := g.store(task); err != nil {
		return err
	}
	if err := g.handoff(task, to, prompt); err != nil {
		return err
	}
	helper := worker{agent: to.name, model: to.model, session: by.session}
	if err := g.work(task, helper, below, depth+1, mean, last); err != nil {
		return err
	}
	answer := event{
		kind: "tool_result", tool: "TaskOutput", input: strings.ToLower(prompt), output: pick(g.random, g.texts.findings), feature: parent.feature,
		parent: parent.id, task: task.task, status: "completed", tokens: g.tokens(300), seconds: g.seconds(0.1), at: g.tick(mean), by: by,
	}
	*last = answer.at
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
