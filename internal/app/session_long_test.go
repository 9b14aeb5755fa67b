package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// sources returns the three sources of the session.
func (s *stage) sources(t *testing.T) map[string]func() {
	return map[string]func(){
		"hooks": func() { s.postHooks(t) }, "telemetry": func() { s.postTelemetry(t) }, "transcripts": func() { s.importTranscripts(t, playEnd) },
	}
}

var playedOrders = [][]string{
	{"hooks", "transcripts", "telemetry"}, {"hooks", "telemetry", "transcripts"}, {"transcripts", "hooks", "telemetry"},
	{"transcripts", "telemetry", "hooks"}, {"telemetry", "hooks", "transcripts"}, {"telemetry", "transcripts", "hooks"},
}

// What the session comes to. Hooks know 26 events: 3 prompts, 11 calls and delegations, and 12 that have no call, such as a stop.
// Transcripts know 10 texts of the agent beside, and telemetry nothing beside. 16 requests are known to both, and one for a title
// to telemetry alone. Their price is worked out by hand: for each model the tokens of all its requests, by the million.
const (
	playedByHooks = 26
	playedTexts   = 10
	playedTokens  = 158_870
	// claude-opus-4-8: 42 fresh at 5, 11,530 kept for an hour at 10, 82,870 of the cache at 0.5, 1,270 of output at 25
	playedOpus = 42*5 + 11_530*10 + 82_870/2 + 1_270*25
	// claude-sonnet-5: 43 fresh at 2, 25,206 kept for five minutes at 2.5, 36,500 of the cache at 0.2, 785 of output at 10
	playedSonnet = 43*2 + 25_206*5/2 + 36_500/5 + 785*10
	// claude-haiku-4-5: 610 fresh at 1, 14 of output at 5
	playedHaiku = 610 + 14*5
)

// TestThePlayedSessionIsTheSameInEveryOrder lets the three sources report the session in each of the six orders, and then each of them
// again: the rows are the same to the letter.
func TestThePlayedSessionIsTheSameInEveryOrder(t *testing.T) {
	p := loadPlay(t)
	var want []string
	for _, order := range playedOrders {
		t.Run(strings.Join(order, " "), func(t *testing.T) {
			s := p.open(t)
			sources := s.sources(t)
			for _, source := range order {
				sources[source]()
			}
			got := s.rows(t)
			if want == nil {
				want = got
				s.checkSums(t)
			}
			if diff := diffRows(want, got); diff != "" {
				t.Fatal("another order gives other rows:", diff)
			}
			for _, source := range order {
				sources[source]()
			}
			if diff := diffRows(want, s.rows(t)); diff != "" {
				t.Error("reported twice, it is not the same:", diff)
			}
		})
	}
}

// checkSums compares the whole session with figures that were computed by hand.
func (s *stage) checkSums(t *testing.T) {
	t.Helper()
	for statement, want := range map[string]int{
		"(SELECT count(*) FROM agent_events)": playedByHooks + playedTexts,
		"(SELECT count(*) FROM agent_events WHERE event_type = 'completion' AND event_id LIKE 'msg-%')": playedTexts,
		"(SELECT count(*) FROM tool_traces)":                                                             11,
		"(SELECT count(*) FROM sessions)":                                                                1,
		"(SELECT count(*) FROM cost_events)":                                                             17,
		"(SELECT sum(total_tokens) FROM cost_events)":                                                    playedTokens,
		"(SELECT sum(cost_tokens) FROM agent_events)":                                                    playedTokens,
		"(SELECT total_tokens_used FROM sessions)":                                                       playedTokens,
		"(SELECT total_events FROM sessions)":                                                            playedByHooks + playedTexts,
		"(SELECT sum(cost_micro_usd) FROM ingest_usages)":                                                playedOpus + playedSonnet + playedHaiku,
		"(SELECT count(*) FROM agent_events WHERE status = 'started')":                                   0,
		"(SELECT count(*) FROM agent_events WHERE parent_event_id IS NULL AND tool_name <> 'UserQuery')": 1, // the start of the session
	} {
		if got := s.queryValue(t, statement); got != fmt.Sprint(want) {
			t.Errorf("%s is %s, want %d", statement, got, want)
		}
	}
}

// TestEachSourceOfThePlayedSessionAddsWhatItKnows counts the rows after each source.
func TestEachSourceOfThePlayedSessionAddsWhatItKnows(t *testing.T) {
	p := loadPlay(t)
	for _, test := range []struct {
		source                 string
		events, requests, cost int
	}{
		{"hooks", playedByHooks, 0, 0},
		{"transcripts", 3 + 11 + playedTexts, 16, playedOpus + playedSonnet},
		{"telemetry", 3 + 11, 17, playedOpus + playedSonnet + playedHaiku},
	} {
		t.Run(test.source, func(t *testing.T) {
			s := p.open(t)
			s.sources(t)[test.source]()
			got := s.queryValue(t, "(SELECT count(*) FROM agent_events) || ' ' || (SELECT count(*) FROM cost_events) || ' ' || (SELECT coalesce(sum(cost_micro_usd), 0) FROM ingest_usages)")
			if want := fmt.Sprint(test.events, test.requests, test.cost); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}
