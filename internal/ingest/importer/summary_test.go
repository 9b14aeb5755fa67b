package importer

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// A call is observed when it begins and when it ends, and is one event.
func TestTheSummaryCountsEachEventOfASubmissionOnce(t *testing.T) {
	event := func(id string) ingest.Observation { return ingest.Observation{Event: &ingest.Event{ID: id}} }
	usage := func(id string) ingest.Observation { return ingest.Observation{Usage: &ingest.Usage{ID: id}} }
	s := newSummary()
	s.count(
		subjectsOf([]ingest.Observation{event("new"), event("new"), event("more"), event("more"), event("same"), event("bad"), event("bad"), usage("new"), usage("new"), {Session: &ingest.Session{ID: "s"}}}),
		[]ingest.Result{
			{Outcome: ingest.Created}, {Outcome: ingest.Updated}, {Outcome: ingest.Unchanged}, {Outcome: ingest.Updated}, {Outcome: ingest.Unchanged},
			{Outcome: ingest.Created}, {Outcome: ingest.Refused}, {Outcome: ingest.Created}, {Outcome: ingest.Unchanged}, {Outcome: ingest.Created},
		},
	)
	if want := (Outcomes{Created: 1, Updated: 1, Unchanged: 1, Refused: 1}); s.Events != want {
		t.Errorf("events = %+v, want %+v", s.Events, want)
	}
	if want := (Outcomes{Created: 1}); s.Requests != want {
		t.Errorf("requests = %+v, want %+v", s.Requests, want)
	}
}

// A gateway may give several requests one id. They differ by the messages that answered them.
func TestTheSummaryCountsRequestsWithOneIDEach(t *testing.T) {
	usage := func(message string) ingest.Observation {
		return ingest.Observation{Usage: &ingest.Usage{ID: "same", MessageID: message}}
	}
	s := newSummary()
	s.count(subjectsOf([]ingest.Observation{usage("m"), usage("n"), usage("n")}), []ingest.Result{{Outcome: ingest.Created}, {Outcome: ingest.Created}, {Outcome: ingest.Updated}})
	if want := (Outcomes{Created: 2}); s.Requests != want {
		t.Errorf("requests = %+v, want %+v", s.Requests, want)
	}
}
