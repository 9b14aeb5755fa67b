package merge

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// promptBy is a prompt as a source reports it under an id of its own; isShared says that other sources know the id too.
func promptBy(source, id string, isShared bool, seconds float64, text string) ingest.Observation {
	return reported(ingest.Event{
		ID: id, ToolName: model.ToolUserQuery, At: at(seconds), Input: text, Fingerprint: ingest.PromptFingerprint(source, "s", isShared),
	})
}

// noticeBy is a notification as a hook reports it, without an id.
func noticeBy(id string, seconds float64, text string) ingest.Observation {
	return reported(ingest.Event{
		ID: id, Type: ingest.TypeCheckPoint, ToolName: "Notification", At: at(seconds), Input: text, Fingerprint: ingest.MarkFingerprint("s", "Notification", text),
	})
}

// repeated says of an event that its hook may report it twice.
func repeated(o ingest.Observation) ingest.Observation {
	o.Event.Fingerprint.Repeatable()
	return o
}

// callBy is a call of a tool as a source reports it under an id of its own.
func callBy(source, id string, seconds float64, status model.Status, input string) ingest.Observation {
	return reported(ingest.Event{
		ID: id, ToolName: "read_file", At: at(seconds), Status: status, ToolUseID: "use-" + id,
		Fingerprint: ingest.CallFingerprint(source, "s", "read_file", []byte(input)),
	})
}

// requestBy is a request to a model as a source reports it under an id of its own.
func requestBy(source, id string, seconds float64, output int64) ingest.Observation {
	u := ingest.Usage{ID: id, SessionID: "s", At: at(seconds), Model: "known", Input: 5, Output: output}
	u.Fingerprint = ingest.UsageFingerprint(source, "s", u)
	return used(u)
}

const (
	hook, before, after   = ingest.SourceHook, ingest.SourceHookBefore, ingest.SourceHookAfter
	transcript, telemetry = ingest.SourceTranscript, ingest.SourceTelemetry
)

// TestWhatMatchesIsOneRow reports each case in every order; want is the number of rows.
func TestWhatMatchesIsOneRow(t *testing.T) {
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    string
	}{
		"a prompt, by three sources": {
			[]ingest.Observation{promptBy(hook, "a", false, 0, "Fix the door"), promptBy(transcript, "b", false, 0.3, "Fix the door"), promptBy(telemetry, "c", false, 1, "")},
			"1 events",
		},
		"a prompt of which a source knows a part": {
			[]ingest.Observation{promptBy(hook, "a", false, 0, "Fix the door"), promptBy(transcript, "b", false, 0, "Fix")}, "1 events",
		},
		"a prompt of which two sources share the id": {
			[]ingest.Observation{promptBy(hook, "a", true, 0, "Fix the door"), promptBy(transcript, "a", true, 0.3, "Fix the door"), promptBy(telemetry, "c", false, 1, "")},
			"1 events",
		},
		"the same words twice, by two sources": {
			[]ingest.Observation{
				promptBy(hook, "a", false, 0, "go"), promptBy(hook, "b", false, 6, "go"), promptBy(transcript, "c", false, 0.1, "go"), promptBy(transcript, "d", false, 6.1, "go"),
			}, "2 events",
		},
		"other words at the same time":   {[]ingest.Observation{promptBy(hook, "a", false, 0, "go"), promptBy(transcript, "b", false, 0, "stop")}, "2 events"},
		"the same words a minute later":  {[]ingest.Observation{promptBy(hook, "a", false, 0, "go"), promptBy(transcript, "b", false, 60, "go")}, "2 events"},
		"two ids that all sources share": {[]ingest.Observation{promptBy(hook, "a", true, 0, ""), promptBy(transcript, "b", true, 0, "")}, "2 events"},
		// A hook that is declared in settings and in a plugin runs twice, at any time.
		"a notification of which the hook runs twice": {[]ingest.Observation{noticeBy("a", 4.995, "waiting"), noticeBy("b", 5.005, "waiting")}, "1 events"},
		"the same notification later":                 {[]ingest.Observation{noticeBy("a", 0, "waiting"), noticeBy("b", 30, "waiting")}, "2 events"},
		"another notification at the same time":       {[]ingest.Observation{noticeBy("a", 0, "waiting"), noticeBy("b", 0, "done")}, "2 events"},
		"a prompt of which the hook runs twice, and its transcript": {
			[]ingest.Observation{repeated(promptBy(hook, "a", false, 4.9, "go")), repeated(promptBy(hook, "b", false, 5.2, "go")), promptBy(transcript, "c", false, 4.8, "go")},
			"1 events",
		},
		"two prompts, one soon after the other": {
			[]ingest.Observation{repeated(promptBy(hook, "a", false, 0, "go")), repeated(promptBy(hook, "b", false, 2, "go on"))}, "2 events",
		},
		"a call of which the hooks run twice": {
			[]ingest.Observation{
				repeated(callBy(before, "a", 0, model.StatusStarted, `{}`)), repeated(callBy(before, "b", 0.1, model.StatusStarted, `{}`)),
				repeated(callBy(after, "c", 9, model.StatusCompleted, `{}`)), repeated(callBy(after, "d", 9.1, model.StatusCompleted, `{}`)),
			}, "1 events, 1 traces",
		},
		"the beginning and the end of a call": {
			[]ingest.Observation{callBy(before, "a", 0, model.StatusStarted, `{"a":1,"b":2}`), callBy(after, "b", 300, model.StatusCompleted, `{"b":2, "a":1}`)},
			"1 events, 1 traces",
		},
		"a call, by hooks and transcript": {
			[]ingest.Observation{
				callBy(before, "a", 0, model.StatusStarted, `{}`), callBy(after, "b", 9, model.StatusCompleted, `{}`), callBy(transcript, "c", 9.1, model.StatusCompleted, `{}`),
			}, "1 events, 1 traces",
		},
		"two calls with the same input": {
			[]ingest.Observation{callBy(before, "a", 0, model.StatusStarted, `{}`), callBy(before, "b", 20, model.StatusStarted, `{}`)}, "2 events, 2 traces",
		},
		"calls with different input": {
			[]ingest.Observation{callBy(before, "a", 0, model.StatusStarted, `{"a":1}`), callBy(transcript, "b", 0, model.StatusCompleted, `{"a":2}`)}, "2 events, 2 traces",
		},
		"a request, by two sources":         {[]ingest.Observation{requestBy(transcript, "a", 0, 7), requestBy(telemetry, "b", 0.5, 7)}, "1 usages"},
		"requests of one source":            {[]ingest.Observation{requestBy(transcript, "a", 0, 7), requestBy(transcript, "b", 1, 7)}, "2 usages"},
		"requests with different tokens":    {[]ingest.Observation{requestBy(transcript, "a", 0, 7), requestBy(telemetry, "b", 0, 8)}, "2 usages"},
		"a request that grew, by its id":    {[]ingest.Observation{requestBy(transcript, "a", 0, 7), requestBy(transcript, "a", 0, 9)}, "1 usages"},
		"requests that are too far in time": {[]ingest.Observation{requestBy(transcript, "a", 0, 7), requestBy(telemetry, "b", 61, 7)}, "2 usages"},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				var counts []string
				for _, table := range []struct {
					rows int
					name string
				}{{len(s.events), "events"}, {len(s.traces), "traces"}, {len(s.usages), "usages"}} {
					if table.rows > 0 {
						counts = append(counts, fmt.Sprint(table.rows, " ", table.name))
					}
				}
				if got := strings.Join(counts, ", "); got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			})
		})
	}
}

func TestTheClosestOfSeveralRowsIsMeant(t *testing.T) {
	s := newStore()
	s.apply(t, promptBy(hook, "early", false, 0, "go"), promptBy(hook, "late", false, 10, "go"))
	s.apply(t, promptBy(transcript, "x", false, 9, "go"), promptBy(transcript, "y", false, 3, "go"))
	if x, y := s.aliases["x"].RowID, s.aliases["y"].RowID; x != "late" || y != "early" {
		t.Errorf("x means %s, y means %s", x, y)
	}
}

// TestAUsageThatGrowsInABatchIsMatchedAsItEnds: telemetry reports the request once, when it is over, and the transcript several times.
func TestAUsageThatGrowsInABatchIsMatchedAsItEnds(t *testing.T) {
	s := newStore()
	s.apply(t, requestBy(telemetry, "export", 1, 9))
	s.apply(t, requestBy(transcript, "line", 0, 2), requestBy(transcript, "line", 0.5, 9))
	if len(s.usages) != 1 || s.usages["export"].Output != 9 {
		t.Errorf("usages %v", s.usages)
	}
}

// TestWhatRefersToAnAliasRefersToTheRow: a call and a request name the prompt by an id that only later turns out to be an alias.
func TestWhatRefersToAnAliasRefersToTheRow(t *testing.T) {
	s := newStore()
	s.apply(t, promptBy(hook, "row", false, 0, "go"))
	s.apply(t, reported(ingest.Event{ID: "call", ToolName: "Bash", At: at(1), ParentID: "alias"}), used(ingest.Usage{ID: "u", At: at(1), EventID: "alias", Input: 30}))
	s.apply(t, promptBy(transcript, "alias", false, 0.2, "go"))
	s.apply(t, reported(ingest.Event{ID: "later", ToolName: "Bash", At: at(2), ParentID: "alias"}), used(ingest.Usage{ID: "v", At: at(2), EventID: "alias", Input: 12}))
	for _, id := range []string{"call", "later"} {
		if got := s.events[id].ParentID; got != "row" {
			t.Errorf("the parent of %s is %s", id, got)
		}
	}
	for _, id := range []string{"u", "v"} {
		if got := s.usages[id]; got.BelongsTo != "row" || got.EventID != "row" {
			t.Errorf("%s belongs to %s, and names %s", id, got.BelongsTo, got.EventID)
		}
	}
	if got := *s.events["row"].CostTokens; got != 42 {
		t.Errorf("%d tokens, want 42", got)
	}
}

// TestAStopKnowsAPromptByEachOfItsIDs: the stop excepts the prompt that begins now, which is stored under another id.
func TestAStopKnowsAPromptByEachOfItsIDs(t *testing.T) {
	s := newStore()
	first := promptBy(transcript, "row", false, 0, "go")
	first.Event.Status, first.Event.Type = model.StatusStarted, ingest.TypeToolCall
	s.apply(t, first)
	s.apply(t, stopped(ingest.Stop{At: at(1), Status: model.StatusCancelled, Prompts: true, Except: "alias"}), promptBy(hook, "alias", false, 1, "go"))
	if got := s.events["row"].Status; got != model.StatusStarted || len(s.events) != 1 {
		t.Errorf("%s, %d events", got, len(s.events))
	}
}

func TestTheDistanceOfTwoReports(t *testing.T) {
	for name, test := range map[string]struct {
		one, other ingest.AliasRow
		want       float64
	}{
		"two beginnings":            {ingest.AliasRow{At: at(1), Until: at(1)}, ingest.AliasRow{At: at(4), Until: at(4)}, 3},
		"the other way round":       {ingest.AliasRow{At: at(4), Until: at(4)}, ingest.AliasRow{At: at(1), Until: at(1)}, 3},
		"one within the other":      {ingest.AliasRow{At: at(1), Until: at(9)}, ingest.AliasRow{At: at(4), Until: at(4)}, 0},
		"an end and a beginning":    {ingest.AliasRow{At: at(1), Until: at(3)}, ingest.AliasRow{At: at(5), Until: at(5)}, 2},
		"a time that is none: far":  {ingest.AliasRow{At: "soon", Until: "soon"}, ingest.AliasRow{At: at(1), Until: at(1)}, 1e9},
		"the same, in other format": {ingest.AliasRow{At: "2026-03-18 12:00:01", Until: at(1)}, ingest.AliasRow{At: at(1), Until: at(1)}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := min(distance(&test.one, &test.other), 1e9); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestTextsOfOnePromptAreCompatible(t *testing.T) {
	for _, test := range []struct {
		one, other string
		want       bool
	}{{"", "Fix", true}, {"Fix", "Fix the door", true}, {"Fix the door", "Fix", true}, {"Fix", "Open", false}} {
		if got := textsCompatible(test.one, test.other); got != test.want {
			t.Errorf("%q and %q: %v", test.one, test.other, got)
		}
	}
}

func TestTheEndOfAReportedEvent(t *testing.T) {
	took := time.Minute.Seconds()
	if got := endOf(&ingest.Event{At: at(1), DurationSeconds: &took}); got != at(61) {
		t.Errorf("got %s", got)
	}
	if got := endOf(&ingest.Event{At: at(1)}); got != "" {
		t.Errorf("without a duration: %s", got)
	}
}
