package ingest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

var noon = time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)

func TestObservationsAreBroughtIntoTheFormThatIsStored(t *testing.T) {
	long, longer := strings.Repeat("é", MaxID+1), strings.Repeat("é", MaxStoredText+1)
	seconds, negative, tokens := 1e12, -1.0, int64(-5)
	for name, test := range map[string]struct{ given, want Observation }{
		"an event": {
			Observation{Event: &Event{ID: "e", SessionID: "s", At: "2026-03-18 11:00", CostTokens: &tokens, DurationSeconds: &seconds}},
			Observation{Event: &Event{ID: "e", SessionID: "s", At: "2026-03-18T11:00:00.000000", CostTokens: new(int64), DurationSeconds: ptr(maxSeconds)}},
		},
		"broken texts": {
			Observation{Event: &Event{ID: "e\x00", SessionID: "s\xff", Input: "a\x00b\xffc"}},
			Observation{Event: &Event{ID: "e\uFFFD", SessionID: "s\uFFFD", Input: "a\uFFFDb\uFFFDc"}},
		},
		"long ids": {
			Observation{Event: &Event{ID: long, SessionID: long, ParentID: long, Subagent: long, TaskID: long, FeatureID: long, ToolUseID: long}},
			Observation{Event: &Event{ID: ID(long), SessionID: ID(long), ParentID: ID(long), Subagent: ID(long), TaskID: ID(long), FeatureID: ID(long), ToolUseID: ID(long)}},
		},
		"long names": {
			Observation{Event: &Event{ID: "e", SessionID: "s", ToolName: long, Model: long, Status: Status(long)}},
			Observation{Event: &Event{ID: "e", SessionID: "s", ToolName: Truncate(long, MaxID), Model: Truncate(long, MaxID), Status: Status(Truncate(long, MaxID))}},
		},
		"long texts": {
			Observation{Event: &Event{ID: "e", SessionID: "s", Input: longer, Output: longer, Error: longer}},
			Observation{Event: &Event{ID: "e", SessionID: "s", Input: Truncate(longer, MaxStoredText), Output: Truncate(longer, MaxStoredText), Error: Truncate(longer, MaxStoredText)}},
		},
		"values that are not JSON": {
			Observation{Event: &Event{ID: "e", SessionID: "s", ToolInput: []byte("{"), Context: map[string]json.RawMessage{"a": []byte("{"), "b\x00": []byte("1")}}},
			Observation{Event: &Event{ID: "e", SessionID: "s", Context: map[string]json.RawMessage{"b\uFFFD": []byte("1")}}},
		},
		"times that cannot be read, and a negative duration": {
			Observation{Event: &Event{ID: "e", SessionID: "s", At: "noon", EndedAt: "0000-01-01", DurationSeconds: &negative}},
			Observation{Event: &Event{ID: "e", SessionID: "s"}},
		},
		"a session": {
			Observation{Session: &Session{ID: "s", ParentID: long, Title: longer, EndedAt: "2026-03-18T13:00:00+01:00"}},
			Observation{Session: &Session{ID: "s", ParentID: ID(long), Title: Summary(longer), EndedAt: "2026-03-18T12:00:00.000000"}},
		},
		"a usage": {
			Observation{Usage: &Usage{ID: "u", SessionID: "s", Input: -1, Output: 1 << 50, WebSearches: -1, StatedMicroUSD: &tokens}},
			Observation{Usage: &Usage{ID: "u", SessionID: "s", Output: maxTokens, StatedMicroUSD: new(int64)}},
		},
		"a stop without a time": {
			Observation{Stop: &Stop{SessionID: "s", Status: StatusStarted}},
			Observation{Stop: &Stop{SessionID: "s", Status: StatusCompleted, At: model.NewInstant(noon)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, result, ok := normalise(test.given, noon)
			if !ok {
				t.Fatalf("%+v", result)
			}
			if got, want := asText(t, got), asText(t, test.want); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

// asText returns an observation as JSON; members that say nothing look all the same.
func asText(t *testing.T, o Observation) string {
	t.Helper()
	if o.Event != nil && len(o.Event.Context) == 0 {
		o.Event.Context = nil
	}
	if o.Session != nil && len(o.Session.Metadata) == 0 {
		o.Session.Metadata = nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func ptr[T any](value T) *T { return &value }

func TestAnObservationWithoutTheIDsOfItsRowIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		given Observation
		want  string
	}{
		"an event without an id":     {Observation{Event: &Event{SessionID: "s"}}, "event_id: field required"},
		"an event without a session": {Observation{Event: &Event{ID: "e"}}, "session_id: field required"},
		"a session without an id":    {Observation{Session: &Session{}}, "session_id: field required"},
		"a usage without an id":      {Observation{Usage: &Usage{SessionID: "s"}}, "id: field required"},
		"a usage without a session":  {Observation{Usage: &Usage{ID: "u"}}, "session_id: field required"},
		"a stop without a session":   {Observation{Stop: &Stop{}}, "session_id: field required"},
		"an observation of nothing":  {Observation{}, ": the observation is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, result, ok := normalise(test.given, noon)
			if ok || result.Outcome != Refused || result.Field+": "+result.Problem != test.want {
				t.Errorf("%+v, want %s", result, test.want)
			}
		})
	}
}

func TestMembersAreBoundedTogether(t *testing.T) {
	large := json.RawMessage(`"` + strings.Repeat("x", MaxStoredText/2) + `"`)
	got := normaliseMembers(map[string]json.RawMessage{"a": large, "b": large, "c": json.RawMessage("3")})
	if len(got) != 3 || string(got["a"]) != string(large) || string(got["b"]) != `"… [truncated from 524290 characters]"` {
		t.Errorf("b is %.60s", got["b"])
	}
}
