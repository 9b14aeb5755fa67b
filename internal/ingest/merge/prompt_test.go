package merge

import (
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func promptIn(session, id string, seconds float64) ingest.Observation {
	return reported(ingest.Event{ID: id, SessionID: session, Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery, Input: id, At: at(seconds)})
}

// TestAnEventWithoutAPromptBelongsToTheLatestOne has a call at second 5 that names no prompt.
func TestAnEventWithoutAPromptBelongsToTheLatestOne(t *testing.T) {
	prompts := []ingest.Observation{promptIn("s", "first", 0), promptIn("s", "second", 4), promptIn("s", "after", 6), promptIn("other", "elsewhere", 5)}
	for name, test := range map[string]struct {
		stored, batch []ingest.Observation
		call          ingest.Event
		want          string
	}{
		"that is stored":                            {prompts, nil, ingest.Event{InTurn: true}, "second"},
		"that is in the batch":                      {nil, prompts, ingest.Event{InTurn: true}, "second"},
		"that is in the batch, later than a stored": {prompts[:1], prompts[1:], ingest.Event{InTurn: true}, "second"},
		"that is stored, later than in the batch":   {prompts[1:], prompts[:1], ingest.Event{InTurn: true}, "second"},
		"at the same time":                          {[]ingest.Observation{promptIn("s", "now", 5)}, nil, ingest.Event{InTurn: true}, "now"},
		"none before it":                            {prompts[2:3], nil, ingest.Event{InTurn: true}, ""},
		"none in another session":                   {prompts, nil, ingest.Event{InTurn: true, SessionID: "third"}, ""},
		"unless it names its own":                   {prompts, nil, ingest.Event{InTurn: true, ParentID: "first"}, "first"},
		"unless its source says that it has none":   {prompts, nil, ingest.Event{}, ""},
		"also in a subagent of unknown origin":      {prompts, nil, ingest.Event{InTurn: true, Subagent: "a"}, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			test.call.ID, test.call.ToolName, test.call.Type, test.call.At = "call", "Read", ingest.TypeToolCall, at(5)
			s := newStore()
			s.apply(t, test.stored...)
			s.apply(t, slices.Concat(test.batch, []ingest.Observation{reported(test.call)})...)
			if got := s.events["call"].ParentID; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
