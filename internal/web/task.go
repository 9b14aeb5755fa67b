package web

import "github.com/htmlgraph/htmlgraph/internal/model"

// taskTitle returns a readable title of a task: the member description or prompt of a stored JSON input, else the text itself.
func taskTitle(task string) string {
	for _, name := range []string{"description", "prompt"} {
		if member := model.Member(&task, name); member != "" {
			return member
		}
	}
	return task
}
