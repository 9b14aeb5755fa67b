package importer

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Progress is how many of the files are done.
type Progress struct {
	Files, Total int
	Summary      Summary
}

// Summary is the outcome of a run.
type Summary struct {
	// Files were found. Of these, Read had something new, Unchanged had nothing new, Unknown are of no known format, and Failed could
	// not be read.
	Files, Read, Unchanged, Unknown, Failed int
	// Again are the files that a newer reader read again, Archived those of them that the archive alone has, and Rewritten those that were read
	// again because they were rewritten.
	Again, Archived, Rewritten int
	Bytes                      int64
	// Events and Requests count the outcomes of events and of requests to models.
	Events, Requests Outcomes
	Skipped          transcript.Tally
	// Locations are the files and folders that were searched.
	Locations []string
	// Problems are the first files and folders that could not be read, or that no format recognises.
	Problems []Problem
	// Lines are the first lines that could not be read. Ignored are the first records of each type that is ignored, by the type.
	Lines   []LineProblem
	Ignored map[string]LineProblem
}

// LineProblem says why a line of a file was not read. Reason is the rest of a sentence that begins with the path and the number of the line.
type LineProblem struct {
	Path   string
	Line   int64
	Reason string
}

// maxLines bounds the lines that are listed.
const maxLines = 1000

// Problem says why a file or a folder was not read. Reason is the rest of a sentence that begins with the path.
type Problem struct{ Path, Reason string }

// maxProblems bounds the problems that are listed.
const maxProblems = 20

func (s *Summary) addProblem(path, reason string) {
	if len(s.Problems) < maxProblems {
		s.Problems = append(s.Problems, Problem{path, reason})
	}
}

// Outcomes counts the outcomes of observations.
type Outcomes struct{ Created, Updated, Unchanged, Refused int }

// All returns the number of all.
func (o Outcomes) All() int { return o.Created + o.Updated + o.Unchanged + o.Refused }

func newSummary() Summary {
	return Summary{Skipped: transcript.Tally{Ignored: map[string]int{}}, Ignored: map[string]LineProblem{}}
}

// subject is what an observation is about, by its id: an event, a request to a model, or neither.
type subject struct {
	isEvent, isRequest bool
	id                 string
}

func subjectsOf(observations []ingest.Observation) []subject {
	subjects := make([]subject, len(observations))
	for n, o := range observations {
		switch {
		case o.Event != nil:
			subjects[n] = subject{isEvent: true, id: o.Event.ID}
		case o.Usage != nil:
			subjects[n] = subject{isRequest: true, id: o.Usage.ID + " " + o.Usage.MessageID} // several requests may have one id
		}
	}
	return subjects
}

// count adds the outcomes of the events and requests of one submission. An event that was observed several times counts once, by its
// strongest outcome.
func (s *Summary) count(subjects []subject, results []ingest.Result) {
	events, requests := map[string]ingest.Outcome{}, map[string]ingest.Outcome{}
	for n, result := range results[:min(len(results), len(subjects))] {
		switch about := subjects[n]; {
		case about.isEvent:
			keepStrongest(events, about.id, result.Outcome)
		case about.isRequest:
			keepStrongest(requests, about.id, result.Outcome)
		}
	}
	for _, outcome := range events {
		s.Events.count(outcome)
	}
	for _, outcome := range requests {
		s.Requests.count(outcome)
	}
}

func keepStrongest(outcomes map[string]ingest.Outcome, id string, outcome ingest.Outcome) {
	if known, ok := outcomes[id]; !ok || strength(outcome) > strength(known) {
		outcomes[id] = outcome
	}
}

// strength orders outcomes: to be created is more than to be changed, and a refusal is never hidden.
func strength(outcome ingest.Outcome) int {
	switch outcome {
	case ingest.Unchanged:
		return 0
	case ingest.Updated:
		return 1
	case ingest.Created:
		return 2
	default:
		return 3
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
