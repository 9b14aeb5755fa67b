package web

import "github.com/htmlgraph/htmlgraph/internal/model"

// taskTitle returns what a person would call a task: of a stored input its description or prompt, else all of it.
func taskTitle(task string) string {
	for _, name := range []string{"description", "prompt"} {
		if member := model.Member(&task, name); member != "" {
			return member
		}
	}
	return task
}
