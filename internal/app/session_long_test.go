package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"
)

// playedTables are the tables that the session goes to, and the columns that may differ: when a row was written, and which source
// told of a request first.
var playedTables = []struct{ name, key, without string }{
	{"agent_events", "event_id", "created_at updated_at rowid"},
	{"sessions", "session_id", "rowid"},
	{"cost_events", "event_id", "created_at rowid"},
	{"tool_traces", "tool_use_id", "created_at rowid"},
	{"ingest_usages", "cost_id", "source"},
	{"ingest_subagents", "event_id", ""},
}

// rows returns all that the tables hold, a line for each column of each row that is not null.
func (s *stage) rows(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, table := range playedTables {
		for _, row := range s.query(t, "SELECT * FROM "+table.name+" ORDER BY "+table.key) {
			for column, value := range row {
				if value != "" && !slices.Contains(strings.Fields(table.without), column) {
					lines = append(lines, fmt.Sprintf("%s %s %s: %s", table.name, row[table.key], column, value))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// diffRows returns the lines that one of two has and the other has not.
func diffRows(want, got []string) string {
	var lines []string
	for _, line := range want {
		if !slices.Contains(got, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			lines = append(lines, "+ "+line)
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	return strings.Join(lines, "\n")
}

// query returns the rows of a statement, each value as text, "" for null.
func (s *stage) query(t *testing.T, statement string) []map[string]string {
	t.Helper()
	var all []map[string]string
	err := s.service.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		all = nil
		found, err := q.QueryContext(ctx, statement)
		if err != nil {
			return err
		}
		defer found.Close()
		columns, err := found.Columns()
		if err != nil {
			return err
		}
		for found.Next() {
			values, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := found.Scan(targets...); err != nil {
				return err
			}
			row := map[string]string{}
			for i, column := range columns {
				row[column] = values[i].String
			}
			all = append(all, row)
		}
		return found.Err()
	})
	if err != nil {
		t.Fatal(statement, err)
	}
	return all
}

func (s *stage) one(t *testing.T, statement string) string {
	t.Helper()
	return s.query(t, "SELECT "+statement+" AS answer")[0]["answer"]
}

// sources are the three that tell of the session.
func (s *stage) sources(t *testing.T) map[string]func() {
	return map[string]func(){
		"hooks": func() { s.tellHooks(t) }, "telemetry": func() { s.tellTelemetry(t) }, "transcripts": func() { s.tellTranscripts(t, playEnd) },
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

// TestThePlayedSessionIsTheSameInEveryOrder tells the session by three sources in each of their six orders, and then each of them
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
				t.Error("told twice it is not the same:", diff)
			}
		})
	}
}

// checkSums holds the whole session against what was counted by hand.
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
		if got := s.one(t, statement); got != fmt.Sprint(want) {
			t.Errorf("%s is %s, want %d", statement, got, want)
		}
	}
}

// TestEachSourceOfThePlayedSessionAddsWhatItKnows counts what there is after each.
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
			got := s.one(t, "(SELECT count(*) FROM agent_events) || ' ' || (SELECT count(*) FROM cost_events) || ' ' || (SELECT coalesce(sum(cost_micro_usd), 0) FROM ingest_usages)")
			if want := fmt.Sprint(test.events, test.requests, test.cost); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

// TestThePlayedSessionIsTheSameInPieces tells the payloads of hooks in any order, exports of telemetry in any order, and transcripts
// as they grow, all mixed.
func TestThePlayedSessionIsTheSameInPieces(t *testing.T) {
	p := loadPlay(t)
	whole := p.open(t)
	whole.tellHooks(t)
	whole.tellTelemetry(t)
	whole.tellTranscripts(t, playEnd)
	want := whole.rows(t)
	for round := range uint64(4) {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
			random := rand.New(rand.NewPCG(round, 11))
			s := p.open(t)
			pieces := s.pieces(t, random)
			random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
			for _, tell := range pieces {
				tell()
			}
			s.wholeTranscripts(t)
			s.tellTranscripts(t, playEnd)
			if diff := diffRows(want, s.rows(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// pieces are the payloads, the exports, and as many looks at transcripts that grow.
func (s *stage) pieces(t *testing.T, random *rand.Rand) []func() {
	t.Helper()
	var pieces []func()
	for n := range s.hooks {
		pieces = append(pieces, func() { s.hook(t, n) })
	}
	for _, export := range s.exports {
		pieces = append(pieces, func() { s.tell(t, "/v1/logs", export, "") })
	}
	paths, read := s.paths(t), map[string]int{}
	for _, path := range paths {
		s.rewrite(t, path, 0)
	}
	t.Cleanup(func() { s.wholeTranscripts(t) })
	left := 0
	for _, path := range paths {
		left += len(s.files[path])
	}
	for range 12 {
		pieces = append(pieces, func() {
			for range left/12 + 5 {
				path := paths[random.IntN(len(paths))]
				read[path] = min(read[path]+1, len(s.files[path]))
			}
			for _, path := range paths {
				s.rewrite(t, path, read[path])
			}
			s.tellTranscripts(t, afterPlay)
		})
	}
	return pieces
}

// wholeTranscripts has all transcripts hold all their lines.
func (s *stage) wholeTranscripts(t *testing.T) {
	t.Helper()
	for path, lines := range s.files {
		s.rewrite(t, path, len(lines))
	}
}

// TestHooksOfThePlayedSessionComeInAnyOrder: those that did not reach the server at once are delivered after others.
func TestHooksOfThePlayedSessionComeInAnyOrder(t *testing.T) {
	p := loadPlay(t)
	inOrder := p.open(t)
	inOrder.tellHooks(t)
	want := inOrder.rows(t)
	for round := range uint64(4) {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
			s := p.open(t)
			for _, n := range rand.New(rand.NewPCG(round, 12)).Perm(len(s.hooks)) {
				s.hook(t, n)
			}
			if diff := diffRows(want, s.rows(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
