package reader

import "github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"

// Task is an entry of a check list with what a call changed in it.
type Task struct {
	toolcall.Task
	// Change says what changed: one of the changes, "" for nothing.
	Change string
}

// What a call may change in a check list.
const (
	changeNew     = "new"
	changeDone    = "done"
	changeBegun   = "begun"
	changeOpened  = "opened again"
	changeRemoved = "removed"
)

// Mark returns the sign of the state.
func (t Task) Mark() string {
	switch t.State {
	case toolcall.TaskDone:
		return "☑"
	case toolcall.TaskBegun:
		return "◐"
	default:
		return "☐"
	}
}

// tasksOf returns the check list that a call wrote, nil where it wrote none. Of the list before it, the result may know more than the page.
func tasksOf(input, result string) []Task {
	list := toolcall.Tasks(input)
	if list == nil {
		return nil
	}
	return compared(toolcall.TasksBefore(result), list)
}

// compare marks what a list changed against the one before it in the window, unless the result said it.
func (c *Call) compare(previous map[string][]toolcall.Task) {
	list := make([]toolcall.Task, 0, len(c.Tasks))
	isMarked := false
	for _, t := range c.Tasks {
		isMarked = isMarked || t.Change != ""
		if t.Change != changeRemoved {
			list = append(list, t.Task)
		}
	}
	if !isMarked && len(list) > 1 {
		c.Tasks = compared(previous[c.Tool], list)
	}
	previous[c.Tool] = list
}

// compared returns the list with what changed in each entry, and behind it the entries that are gone. Where nothing is known of a list before it,
// nothing changed.
func compared(before, list []toolcall.Task) []Task {
	states := map[string]toolcall.TaskState{}
	for _, t := range before {
		states[t.Text] = t.State
	}
	marked := make([]Task, 0, len(list))
	for _, t := range list {
		state, known := states[t.Text]
		delete(states, t.Text)
		change := ""
		if len(before) > 0 {
			change = changeOf(state, known, t.State)
		}
		marked = append(marked, Task{t, change})
	}
	for _, t := range before {
		if _, gone := states[t.Text]; gone {
			marked = append(marked, Task{t, changeRemoved})
			delete(states, t.Text)
		}
	}
	return marked
}

func changeOf(from toolcall.TaskState, known bool, to toolcall.TaskState) string {
	switch {
	case !known:
		return changeNew
	case from == to:
		return ""
	case to == toolcall.TaskDone:
		return changeDone
	case to == toolcall.TaskBegun:
		return changeBegun
	default:
		return changeOpened
	}
}
