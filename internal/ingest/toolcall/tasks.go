package toolcall

import (
	"cmp"

	"github.com/tidwall/gjson"
)

// TaskState says how far an entry of a check list is.
type TaskState string

// The states of entries.
const (
	TaskOpen  TaskState = "open"
	TaskBegun TaskState = "begun"
	TaskDone  TaskState = "done"
)

// Task is an entry of a check list that an agent keeps.
type Task struct {
	Text  string
	State TaskState
}

// maxTasks is the number of entries of a list that are read.
const maxTasks = 100

// Tasks returns the check list that the input of a call writes, or the one entry that it changes; nil where it states none.
func Tasks(input string) []Task {
	for _, name := range []string{"todos", "plan"} {
		if list := gjson.Get(input, name); list.IsArray() {
			return tasksIn(list)
		}
	}
	object := gjson.Parse(input)
	text := firstText(object, []string{"subject", "description"})
	if id := firstText(object, []string{"taskId", "task_id"}); text == "" && id != "" {
		text = "Task " + id
	}
	if text == "" {
		return nil
	}
	return []Task{{text, taskState(firstText(object, []string{"status"}))}}
}

// TasksBefore returns the check list before a call, where the result states it.
func TasksBefore(result string) []Task { return tasksIn(gjson.Get(result, "oldTodos")) }

func tasksIn(list gjson.Result) []Task {
	if !list.IsArray() {
		return nil
	}
	tasks := []Task{}
	for _, each := range list.Array() {
		if len(tasks) == maxTasks {
			break
		}
		tasks = append(tasks, Task{
			firstText(each, []string{"content", "step", "description", "subject"}), taskState(firstText(each, []string{"status"})),
		})
	}
	return tasks
}

// taskState returns the state that a word of an agent means.
func taskState(word string) TaskState {
	switch cmp.Or(word, "pending") {
	case "completed":
		return TaskDone
	case "in_progress":
		return TaskBegun
	default:
		return TaskOpen
	}
}
