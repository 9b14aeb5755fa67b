package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// partOf is a part of a section, as it is stored.
func partOf(section model.Section, number int, text string, isCut bool) ingest.Part {
	p := ingest.Part{Section: section, Number: number, Type: model.PartText, Text: text, IsCut: isCut}
	p.Seal()
	return p
}

// calledBy is a call as a source reports it, with what the source knows of its message.
func calledBy(source string, seconds float64, parts ...ingest.Part) ingest.Observation {
	o := reported(ingest.Event{ID: "call", ToolName: "Bash", At: at(seconds), Source: source})
	o.Event.Message = &ingest.Message{Kind: model.KindCall, Role: model.RoleAssistant, Parts: parts}
	return o
}

// answerBy is an answer as a source reports it.
func answerBy(source, id string, isShared bool, seconds float64, number int, text string) ingest.Observation {
	return ingest.Observation{Message: &ingest.Message{
		ID: id, SessionID: "s", At: at(seconds), Role: model.RoleAssistant, Kind: model.KindAnswer, Source: source,
		Parts: []ingest.Part{partOf(model.SectionBody, number, text, false)}, Fingerprint: ingest.AnswerFingerprint(source, "s", "", text, isShared),
	}}
}

// TestEachSectionOfAMessageIsThatOfTheBestSource reports a message in every order.
func TestEachSectionOfAMessageIsThatOfTheBestSource(t *testing.T) {
	whole := func(section model.Section, number int, text string) ingest.Part {
		return partOf(section, number, text, false)
	}
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"a transcript has more than a hook, and a hook more than telemetry": {
			[]ingest.Observation{
				calledBy(telemetry, 3, whole(model.SectionCall, 0, "by telemetry, and longer than all others")),
				calledBy(hook, 1, whole(model.SectionCall, 0, "by a hook"), whole(model.SectionResponse, 0, "result by a hook")),
				calledBy(transcript, 2, whole(model.SectionCall, 0, "by it")),
			},
			`call call transcript: call 0 transcript "by it"; response 0 hook "result by a hook";`,
		},
		"a whole text is better than a piece": {
			[]ingest.Observation{
				calledBy(hook, 1, partOf(model.SectionResponse, 0, "a piece of a very long text", true)),
				calledBy(telemetry, 1, whole(model.SectionResponse, 0, "whole")),
			},
			`call call hook: response 0 otlp "whole";`,
		},
		"what a better source does not have is not there": {
			[]ingest.Observation{
				calledBy(hook, 1, whole(model.SectionResponse, 0, "text"), whole(model.SectionResponse, 1, "picture")),
				calledBy(transcript, 1, whole(model.SectionResponse, 0, "text")),
			},
			`call call transcript: response 0 transcript "text";`,
		},
		"reports of one source add up": {
			[]ingest.Observation{
				calledBy(transcript, 1, whole(model.SectionCall, 0, "ls")), calledBy(transcript, 2, whole(model.SectionResponse, 0, "a")),
				calledBy(transcript, 3, whole(model.SectionResponse, 1, "b")), calledBy(transcript, 3, whole(model.SectionResponse, 1, "longer")),
			},
			`call call transcript: call 0 transcript "ls"; response 0 transcript "a"; response 1 transcript "longer";`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				if got := s.said(); got != test.want {
					t.Errorf("got\n%s, want\n%s", got, test.want)
				}
			})
		})
	}
}

// TestAnAnswerIsOneMessage reports what an agent said by sources that share no id, in every order.
func TestAnAnswerIsOneMessage(t *testing.T) {
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"the id is the agent's own": {
			[]ingest.Observation{answerBy(hook, "h", false, 2, 0, "Done."), answerBy(transcript, "t", true, 1, 0, "Done.")},
			`t answer transcript: body 0 transcript "Done.";`,
		},
		"a hook has the last of several texts": {
			[]ingest.Observation{
				answerBy(transcript, "t", true, 1, 0, "I look."), answerBy(transcript, "t", true, 2, 1, "Done."), answerBy(hook, "h", false, 3, 0, "Done."),
			},
			`t answer transcript: body 0 transcript "I look."; body 1 transcript "Done.";`,
		},
		"the same words twice": {
			[]ingest.Observation{
				answerBy(transcript, "t1", true, 1, 0, "Done."), answerBy(hook, "h1", false, 2, 0, "Done."),
				answerBy(transcript, "t2", true, 11, 0, "Done."), answerBy(hook, "h2", false, 12, 0, "Done."),
			},
			"t1 answer transcript: body 0 transcript \"Done.\";\nt2 answer transcript: body 0 transcript \"Done.\";",
		},
		"other words": {
			[]ingest.Observation{answerBy(hook, "h", false, 2, 0, "Done!"), answerBy(transcript, "t", true, 1, 0, "Done.")},
			"h answer hook: body 0 hook \"Done!\";\nt answer transcript: body 0 transcript \"Done.\";",
		},
		"long after": {
			[]ingest.Observation{answerBy(hook, "h", false, 2000, 0, "Done."), answerBy(transcript, "t", true, 1, 0, "Done.")},
			"h answer hook: body 0 hook \"Done.\";\nt answer transcript: body 0 transcript \"Done.\";",
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				if got := s.said(); got != test.want {
					t.Errorf("got\n%s\nwant\n%s", got, test.want)
				}
			})
		})
	}
}
