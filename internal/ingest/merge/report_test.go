package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestWhatEachSourceSaysOfARequestIsKept has a transcript report a request twice, as it grows, and telemetry once with a cost.
func TestWhatEachSourceSaysOfARequestIsKept(t *testing.T) {
	reports := []ingest.Observation{
		used(ingest.Usage{ID: "u", At: at(1), Model: "known", Input: 10, Output: 1, Source: "transcript"}),
		used(ingest.Usage{ID: "u", At: at(2), Model: "known", Input: 10, Output: 40, Source: "transcript"}),
		used(ingest.Usage{ID: "u", At: at(3), Model: "known", Input: 10, Output: 41, StatedMicroUSD: pointer(int64(500)), Source: "otlp"}),
	}
	inEveryOrder(t, reports, func(t *testing.T, s *store) {
		u := s.usages["u"]
		if u.Output != 41 || *u.MicroUSD != 500 || len(u.Reports) != 2 {
			t.Fatalf("the request is %+v", u)
		}
		for _, r := range u.Reports {
			switch {
			case r.Source == "transcript" && r.Output == 40 && r.At == at(1) && r.StatedMicroUSD == nil && *r.MicroUSD == 150:
			case r.Source == "otlp" && r.Output == 41 && r.At == at(3) && *r.StatedMicroUSD == 500:
			default:
				t.Errorf("a report is %+v", r)
			}
		}
	})
}

func TestARequestOfOneSourceHasNoReports(t *testing.T) {
	s := newStore()
	for output := range int64(3) {
		s.apply(t, used(ingest.Usage{ID: "u", At: at(1), Input: 1, Output: output, Source: "transcript"}))
	}
	if u := s.usages["u"]; u.Output != 2 || len(u.Reports) != 0 {
		t.Errorf("the request is %+v", u)
	}
}

func TestAReportThatIsKnownChangesNothing(t *testing.T) {
	s := newStore()
	one, other := used(ingest.Usage{ID: "u", At: at(1), Input: 1, Source: "transcript"}), used(ingest.Usage{ID: "u", At: at(1), Input: 1, Source: "otlp"})
	for round, want := range [][]ingest.Outcome{{ingest.Created, ingest.Updated}, {ingest.Unchanged, ingest.Unchanged}} {
		for i, o := range []ingest.Observation{one, other} {
			if got := s.apply(t, o); got[0] != want[i] {
				t.Errorf("round %d: report %d is %v, want %v", round, i, got[0], want[i])
			}
		}
	}
}
