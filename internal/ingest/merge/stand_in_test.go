package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestWhatFollowsANotificationBelongsToThePromptBefore: the agent answers a notification under the id of a prompt of its own.
func TestWhatFollowsANotificationBelongsToThePromptBefore(t *testing.T) {
	asked := promptBy(hook, "asked", true, 0, "go")
	notified := reported(ingest.Event{
		ID: "mark", Type: ingest.TypeCheckPoint, ToolName: "UserPromptSubmit", At: at(5), Input: "<task-notification>", InTurn: true, Continues: "notified",
	})
	call := reported(ingest.Event{ID: "call", ToolName: "Bash", At: at(6), ParentID: "notified"})
	request := used(ingest.Usage{ID: "u", At: at(6), EventID: "notified", Input: 3})
	for order := range permutations([]ingest.Observation{notified, call, request}) {
		for _, isOneBatch := range []bool{false, true} {
			s := newStore()
			s.apply(t, asked)
			if isOneBatch {
				s.apply(t, order...)
			} else {
				s.applyEach(t, order...)
			}
			if got := s.events["call"].ParentID; got != "asked" {
				t.Errorf("in the order %s: the call is below %s", describe(order), got)
			}
			if got := s.usages["u"].BelongsTo; got != "asked" {
				t.Errorf("in the order %s: the request belongs to %s", describe(order), got)
			}
			if got := s.events["mark"]; got.ParentID != "asked" || len(s.events) != 3 {
				t.Errorf("in the order %s: %+v", describe(order), s.events)
			}
		}
	}
}

// TestAPromptOfTheUserIsNeverAContinuation: the agent goes on by itself under the id of the prompt that it answers.
func TestAPromptOfTheUserIsNeverAContinuation(t *testing.T) {
	s := newStore()
	s.apply(t, promptBy(hook, "first", true, 0, "go"), promptBy(hook, "second", true, 10, "on"))
	s.apply(t, reported(ingest.Event{ID: "mark", Type: ingest.TypeCheckPoint, ToolName: "UserPromptSubmit", At: at(12), InTurn: true, Continues: "second"}))
	s.apply(t, promptBy(transcript, "second", true, 10, "on, please"), reported(ingest.Event{ID: "call", ToolName: "Bash", At: at(13), ParentID: "second"}))
	if got := s.events["second"]; got.ToolName != model.ToolUserQuery || got.Input != "on, please" {
		t.Errorf("the prompt is %+v", got)
	}
	if got := s.events["call"].ParentID; got != "second" {
		t.Errorf("the call is below %s", got)
	}
}
