package importer

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Progress is how far a run is.
type Progress struct {
	Files, Total int
	Summary      Summary
}

// Summary is what became of a run.
type Summary struct {
	// Files were found; Read had something new, Unchanged had nothing, Unknown were recognised by no format and Failed could not be read.
	Files, Read, Unchanged, Unknown, Failed int
	Bytes                                   int64
	// Events and Requests count what became of events, and of requests to models.
	Events, Requests Outcomes
	Skipped          transcript.Tally
	// Places are the files and folders that were looked at.
	Places []string
	// Problems are the first files and folders that could not be read, or that no format recognises.
	Problems []Problem
}

// Problem says why a file or a folder was not read, in the rest of a sentence that begins with its path.
type Problem struct{ Path, Reason string }

// maxProblems bounds the problems that are listed.
const maxProblems = 20

func (s *Summary) note(path, reason string) {
	if len(s.Problems) < maxProblems {
		s.Problems = append(s.Problems, Problem{path, reason})
	}
}

// Outcomes count what became of observations.
type Outcomes struct{ Created, Updated, Unchanged, Refused int }

// All returns the number of all.
func (o Outcomes) All() int { return o.Created + o.Updated + o.Unchanged + o.Refused }

func newSummary() Summary { return Summary{Skipped: transcript.Tally{Ignored: map[string]int{}}} }

// count counts the answers to observations.
func (s *Summary) count(observations []ingest.Observation, results []ingest.Result) {
	for n, result := range results {
		switch {
		case n >= len(observations):
			return
		case observations[n].Event != nil:
			s.Events.count(result.Outcome)
		case observations[n].Usage != nil:
			s.Requests.count(result.Outcome)
		}
	}
}

func (o *Outcomes) count(outcome ingest.Outcome) {
	switch outcome {
	case ingest.Created:
		o.Created++
	case ingest.Updated:
		o.Updated++
	case ingest.Unchanged:
		o.Unchanged++
	default:
		o.Refused++
	}
}
