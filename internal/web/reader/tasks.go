package reader

import (
	"cmp"

	"github.com/tidwall/gjson"
)

// Task is an entry of a check list.
type Task struct {
	Text string
	// State is "pending", "in_progress" or "completed", or another word of the agent.
	State string
	// Change says what the call changed: "new", "done", "begun", "changed" or "removed", "" for nothing.
	Change string
}

// Mark returns the sign of the state.
func (t Task) Mark() string {
	switch t.State {
	case "completed":
		return "☑"
	case "in_progress":
		return "◐"
	default:
		return "☐"
	}
}

// maxTasks is the number of entries of a list that are shown.
const maxTasks = 100

// tasksOf returns the check list that a call wrote, or the entry that it changed; nil where it states none. Of the list before it, the result may
// know more than the page.
func tasksOf(input, result string) []Task {
	for _, name := range []string{"todos", "plan"} {
		if list := gjson.Get(input, name); list.IsArray() {
			tasks := listed(list)
			if before := gjson.Get(result, "oldTodos"); before.IsArray() && len(before.Array()) > 0 {
				tasks = compared(listed(before), tasks)
			}
			return tasks
		}
	}
	text := cmp.Or(firstMember(input, "subject", "description"), prefixed("Task ", firstMember(input, "taskId", "task_id")))
	if text == "" {
		return nil
	}
	return []Task{{Text: text, State: cmp.Or(firstMember(input, "status"), "pending")}}
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

func listed(list gjson.Result) []Task {
	tasks := []Task{}
	for _, each := range list.Array() {
		if len(tasks) == maxTasks {
			break
		}
		text := firstMember(each.Raw, "content", "step", "description", "subject")
		tasks = append(tasks, Task{Text: text, State: firstMember(each.Raw, "status")})
	}
	return tasks
}

// compare marks what a list changed against the one before it in the window, unless the result said it.
func (c *Call) compare(previous map[string][]Task) {
	if before, ok := previous[c.Tool]; ok && len(c.Tasks) > 1 {
		changed := false
		for _, t := range c.Tasks {
			changed = changed || t.Change != ""
		}
		if !changed {
			c.Tasks = compared(before, c.Tasks)
		}
	}
	previous[c.Tool] = c.Tasks
}

// compared returns the list with what changed in each entry, and behind it the entries that are gone.
func compared(before, list []Task) []Task {
	states := map[string]string{}
	for _, t := range before {
		if t.Change != "removed" {
			states[t.Text] = t.State
		}
	}
	marked := make([]Task, 0, len(list))
	for _, t := range list {
		state, known := states[t.Text]
		delete(states, t.Text)
		switch {
		case !known:
			t.Change = "new"
		case state == t.State:
		case t.State == "completed":
			t.Change = "done"
		case t.State == "in_progress":
			t.Change = "begun"
		default:
			t.Change = "changed"
		}
		marked = append(marked, t)
	}
	for _, t := range before {
		if _, gone := states[t.Text]; gone && len(before) > 0 {
			marked = append(marked, Task{Text: t.Text, State: t.State, Change: "removed"})
			delete(states, t.Text)
		}
	}
	return marked
}
