package spawner

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The ways in which a notification is linked to its task.
const (
	LinkedByParent = "parent_event_id"
	LinkedByTask   = "claude_task_id"
)

// Notification is a message from a background task.
type Notification struct {
	model.Event
	// TaskID is the id of the event that started the task, "" where it is not known.
	TaskID string
	// Method is the way in which the task was found, "" where it was not found.
	Method string
}

// Notifications is one page of messages.
type Notifications struct {
	Timestamp     time.Time
	Notifications []Notification
	// Linked is the number of messages on the page whose task is known.
	Linked int
	// Total is the number of messages on all pages.
	Total int64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// Notifications returns the messages of background tasks, newest first, each with its task. It reads one message more than requested to find out
// whether there is a next page.
func (s *Service) Notifications(ctx context.Context, page model.Page) (Notifications, error) {
	filter := model.EventFilter{ToolName: model.ToolTaskOutput}
	answer := Notifications{Timestamp: s.now()}
	total, _, err := s.running.Count(ctx, filter) // the running summary always knows the number of events of a tool
	if err != nil || total <= int64(page.Offset) {
		answer.Total = total
		return answer, err // there are none, so do not search all events
	}
	answer.Total = total
	wanted := page.Limit
	page.Limit++
	events, err := s.events.List(ctx, filter, page)
	if err != nil {
		return answer, err
	}
	if len(events) > wanted {
		events, answer.Next = events[:wanted], cursorAt(events[wanted-1])
	}
	tasks, err := s.spawned.ByClaudeTask(ctx, taskIDs(events))
	if err != nil {
		return answer, err
	}
	for _, event := range events {
		notification := link(event, tasks)
		if notification.Method != "" {
			answer.Linked++
		}
		answer.Notifications = append(answer.Notifications, notification)
	}
	return answer, nil
}

// taskIDs returns the ids of tasks in the context of events without a parent.
func taskIDs(events []model.Event) []string {
	var ids []string
	for _, event := range events {
		if id := model.Member(event.Context, LinkedByTask); id != "" && model.Or(event.ParentEventID, "") == "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func link(event model.Event, tasks map[string]string) Notification {
	if parent := model.Or(event.ParentEventID, ""); parent != "" {
		return Notification{Event: event, TaskID: parent, Method: LinkedByParent}
	}
	if task, ok := tasks[model.Member(event.Context, LinkedByTask)]; ok {
		return Notification{Event: event, TaskID: task, Method: LinkedByTask}
	}
	return Notification{Event: event}
}
