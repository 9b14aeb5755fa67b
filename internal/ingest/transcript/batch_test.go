package transcript_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

func TestABatchKeepsEachObservationOfAnEventInOrder(t *testing.T) {
	b := transcript.NewBatch()
	b.AddEvent(ingest.Event{ID: "e", SessionID: "s", Status: ingest.StatusStarted, Input: "ls"})
	b.AddEvent(ingest.Event{ID: "e", SessionID: "s", Status: ingest.StatusCompleted, Output: "a"})
	if len(b.Observations) != 2 {
		t.Fatalf("there are %d observations, not 2", len(b.Observations))
	}
	before, after := b.Observations[0].Event, b.Observations[1].Event
	if before.Input != "ls" || before.Output != "" || after.Input != "" || after.Status != ingest.StatusCompleted || after.Source != "transcript" {
		t.Errorf("the observations are %+v and %+v", before, after)
	}
}

func TestAUsageThatRepeatsTheOneBeforeItAddsNothing(t *testing.T) {
	first := ingest.Usage{ID: "u", SessionID: "s", At: "2026-02-01T10:00:05.000000", Input: 3, Output: 1}
	with := func(change func(*ingest.Usage)) ingest.Usage {
		u := first
		change(&u)
		return u
	}
	for name, test := range map[string]struct {
		second ingest.Usage
		want   int
	}{
		"the same":                    {first, 1},
		"the same, later":             {with(func(u *ingest.Usage) { u.At = "2026-02-01T10:00:06.000000" }), 1},
		"the same, earlier":           {with(func(u *ingest.Usage) { u.At = "2026-02-01T10:00:04.000000" }), 2},
		"more tokens":                 {with(func(u *ingest.Usage) { u.Output = 90 }), 2},
		"fewer tokens":                {with(func(u *ingest.Usage) { u.Input = 1 }), 2},
		"now known to be of a prompt": {with(func(u *ingest.Usage) { u.EventID = "p" }), 2},
		"another request":             {with(func(u *ingest.Usage) { u.ID = "v" }), 2},
		"no tokens":                   {with(func(u *ingest.Usage) { u.ID, u.Input, u.Output = "v", 0, 0 }), 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := transcript.NewBatch()
			b.AddUsage(first)
			b.AddUsage(test.second)
			if len(b.Observations) != test.want {
				t.Errorf("there are %d observations, not %d", len(b.Observations), test.want)
			}
		})
	}
}
