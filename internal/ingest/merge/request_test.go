package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// requestOf is a request of a session as its transcript has it. Telemetry knows no message.
func requestOf(session, message, request string, seconds float64, output int64) ingest.Observation {
	return used(ingest.Usage{
		ID: ingest.UsageID(message, request), SessionID: session, MessageID: message, RequestID: request, At: at(seconds), Model: "known", Input: 5, Output: output,
	})
}

// TestARequestIsIdentifiedByItsMessageAndItsID reports each case in every order; want is the output of the requests of each session.
func TestARequestIsIdentifiedByItsMessageAndItsID(t *testing.T) {
	for name, test := range map[string]struct {
		reports []ingest.Observation
		want    map[string]int64
		rows    int
	}{
		"one, by telemetry and transcript": {
			[]ingest.Observation{requestOf("s", "", "r", 4, 9), requestOf("s", "m", "r", 1, 2), requestOf("s", "m", "r", 3, 9)}, map[string]int64{"s": 9}, 1,
		},
		"one, copied into another session": {
			[]ingest.Observation{requestOf("s", "m", "r", 1, 9), requestOf("t", "m", "r", 1, 9)}, map[string]int64{"s": 9}, 1,
		},
		"two of two sessions with one id": {
			[]ingest.Observation{requestOf("s", "m", "r", 1, 9), requestOf("t", "n", "r", 1, 9)}, map[string]int64{"s": 9, "t": 9}, 2,
		},
		"two of two sessions with one id, and the telemetry of both": {
			[]ingest.Observation{
				requestOf("s", "m", "r", 1, 9), requestOf("t", "n", "r", 1, 7), requestOf("s", "", "r", 2, 9), requestOf("t", "", "r", 2, 7),
			}, map[string]int64{"s": 9, "t": 7}, 2,
		},
		"two of one session with one id": {
			[]ingest.Observation{requestOf("s", "m", "r", 1, 9), requestOf("s", "n", "r", 60, 7), requestOf("s", "n", "r", 61, 8)}, map[string]int64{"s": 17}, 2,
		},
		"all of two sessions alike": {
			[]ingest.Observation{requestOf("s", "m", "r", 1, 9), requestOf("t", "m", "r", 7200, 9)}, map[string]int64{"s": 9, "t": 9}, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEveryOrder(t, test.reports, func(t *testing.T, s *store) {
				got := map[string]int64{}
				for _, u := range s.usages {
					session := u.SessionID
					if len(test.want) == 1 { // a copy belongs to the session that was read first
						session = "s"
					}
					got[session] += u.Output
				}
				if len(s.usages) != test.rows || got["s"] != test.want["s"] || got["t"] != test.want["t"] {
					t.Errorf("%d requests with %v, want %d with %v", len(s.usages), got, test.rows, test.want)
				}
			})
		})
	}
}

// TestOnlyARequestWithTheIDOfAnotherCostsAStatement counts what is read for requests.
func TestOnlyARequestWithTheIDOfAnotherCostsAStatement(t *testing.T) {
	s := newStore()
	s.apply(t, requestOf("s", "m", "r", 1, 9), requestOf("s", "n", "q", 1, 9))
	if s.calls["Usages"] != 1 {
		t.Errorf("%d statements", s.calls["Usages"])
	}
	s.apply(t, requestOf("t", "o", "r", 1, 9))
	if s.calls["Usages"] != 3 {
		t.Errorf("%d statements", s.calls["Usages"])
	}
}

// TestWhatASubagentDidIsCreditedToItsType: the file of a subagent does not name its type, its delegation does.
func TestWhatASubagentDidIsCreditedToItsType(t *testing.T) {
	delegation := reported(ingest.Event{ID: "d", Type: ingest.TypeTaskDelegation, ToolName: "Task", At: at(1), AgentID: "claude-code", SubagentType: "Explore", TaskID: "a1"})
	call := reported(ingest.Event{ID: "c", ToolName: "Grep", At: at(2), AgentID: "claude-code", Subagent: "a1"})
	request := used(ingest.Usage{ID: "u", At: at(2), AgentID: "claude-code", Subagent: "a1", Input: 3})
	inEveryOrder(t, []ingest.Observation{delegation, call, request}, func(t *testing.T, s *store) {
		if got := s.events["c"]; got.AgentID != "Explore" || got.ParentID != "d" {
			t.Errorf("the call is of %s, below %s", got.AgentID, got.ParentID)
		}
		if got := s.usages["u"]; got.AgentID != "Explore" || got.SubagentType != "Explore" || got.BelongsTo != "d" {
			t.Errorf("the request is of %s, a %s, of %s", got.AgentID, got.SubagentType, got.BelongsTo)
		}
		if got := s.events["d"]; got.AgentID != "claude-code" {
			t.Errorf("the delegation is of %s", got.AgentID)
		}
	})
}
