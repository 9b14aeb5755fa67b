package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestAPromptThatMayContinueATurnCountsOnlyIfNoneIsOpen has such a prompt at second 5.
func TestAPromptThatMayContinueATurnCountsOnlyIfNoneIsOpen(t *testing.T) {
	turn := func(change func(*ingest.Event)) ingest.Observation {
		e := ingest.Event{ID: "turn", SessionID: "s", Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Input: "go", At: at(1), Status: model.StatusStarted}
		change(&e)
		return reported(e)
	}
	for name, test := range map[string]struct {
		turn ingest.Observation
		want ingest.Outcome
	}{
		"a turn is open":                       {turn(func(*ingest.Event) {}), ingest.Unchanged},
		"a turn ended later":                   {turn(func(e *ingest.Event) { e.Status, e.EndedAt = model.StatusCompleted, at(9) }), ingest.Unchanged},
		"a turn has ended":                     {turn(func(e *ingest.Event) { e.Status, e.EndedAt = model.StatusCompleted, at(4) }), ingest.Created},
		"a turn begins later":                  {turn(func(e *ingest.Event) { e.At = at(6) }), ingest.Created},
		"a turn of another session is open":    {turn(func(e *ingest.Event) { e.SessionID = "other" }), ingest.Created},
		"what is open is the work of an agent": {turn(func(e *ingest.Event) { e.Subagent = "a" }), ingest.Created},
		"what is open is a call":               {turn(func(e *ingest.Event) { e.ToolName = "Bash" }), ingest.Created},
	} {
		uncertain := reported(ingest.Event{
			ID: "uncertain", SessionID: "s", Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Input: "and now?", At: at(5), MayContinue: true,
		})
		t.Run(name+", stored", func(t *testing.T) {
			s := newStore()
			s.apply(t, test.turn)
			if got := s.apply(t, uncertain)[0]; got != test.want {
				t.Errorf("outcome = %s, want %s", got, test.want)
			}
		})
		t.Run(name+", in the batch", func(t *testing.T) {
			if got := newStore().apply(t, test.turn, uncertain)[1]; got != test.want {
				t.Errorf("outcome = %s, want %s", got, test.want)
			}
		})
	}
}

func TestAContinuationDoesNotReplaceTheTextOfItsPrompt(t *testing.T) {
	prompt := func(text string, seconds float64) ingest.Observation {
		return reported(ingest.Event{
			ID: "turn", SessionID: "s", Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Input: text, At: at(seconds), MayContinue: true,
		})
	}
	s := newStore()
	s.apply(t, prompt("go", 1))
	s.apply(t, prompt("a hook says that the work goes on", 5))
	if got := s.events["turn"]; got.Input != "go" || got.At != at(1) {
		t.Errorf("the prompt is %q at %s", got.Input, got.At)
	}
}
