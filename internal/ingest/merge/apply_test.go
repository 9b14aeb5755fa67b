package merge

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// workday reports a number of turns, each in a session of its own, with everything that makes the engine read rows.
func workday(turns int) []ingest.Observation {
	var observations []ingest.Observation
	for n := range turns {
		session, id := fmt.Sprint("session-", n), func(name string) string { return fmt.Sprint(name, "-", n) }
		print := ingest.PromptFingerprint(ingest.SourceHook, session, false)
		use := ingest.Usage{ID: id("usage"), SessionID: session, EventID: id("prompt"), Subagent: id("agent"), Model: "known", Input: 9, At: at(4)}
		use.Fingerprint = ingest.UsageFingerprint(ingest.SourceTelemetry, session, use)
		observations = append(observations,
			reported(ingest.Event{ID: id("prompt"), SessionID: session, ToolName: model.ToolUserQuery, Input: "go", At: at(1), Fingerprint: print}),
			reported(ingest.Event{ID: id("call"), SessionID: session, ToolUseID: id("use"), Type: ingest.TypeToolCall, At: at(2), InTurn: true, Status: model.StatusStarted}),
			reported(ingest.Event{ID: id("delegation"), SessionID: session, Type: ingest.TypeTaskDelegation, At: at(2), InTurn: true, Status: model.StatusStarted}),
			reported(ingest.Event{ID: id("begin"), SessionID: session, Type: ingest.TypeStart, Subagent: id("agent"), At: at(3), InTurn: true}),
			reported(ingest.Event{ID: id("work"), SessionID: session, Subagent: id("agent"), ToolName: "Grep", At: at(4), InTurn: true, Status: model.StatusStarted}),
			ingest.Observation{Usage: &use},
			reported(ingest.Event{ID: id("continuation"), SessionID: session, ToolName: model.ToolUserQuery, Input: "go on", At: at(4.5), MayContinue: true}),
			ingest.Observation{Stop: &ingest.Stop{SessionID: session, At: at(5), Status: model.StatusCompleted, MainThread: true}},
			ingest.Observation{Session: &ingest.Session{ID: session, EndedAt: at(6)}},
		)
	}
	return observations
}

// TestABatchReadsAFixedNumberOfTimes counts what the engine asks for on 1 and on 250 turns, when they are new and when they are known.
func TestABatchReadsAFixedNumberOfTimes(t *testing.T) {
	read := func(turns int) []map[string]int {
		s := newStore()
		var calls []map[string]int
		for range 2 {
			clear(s.calls)
			s.apply(t, workday(turns)...)
			batch := map[string]int{}
			for method, n := range s.calls {
				batch[method] = n
			}
			calls = append(calls, batch)
		}
		return calls
	}
	few, many := read(1), read(250)
	if diff := cmp.Diff(few, many); diff != "" {
		t.Errorf("1 turn and 250 turns: %s", diff)
	}
	for _, calls := range many {
		for method, n := range calls {
			if n > 3 {
				t.Errorf("%s was called %d times", method, n)
			}
		}
	}
}

// TestTheRowsAreTheSameInWhateverOrder applies a workday in random orders and batches.
func TestTheRowsAreTheSameInWhateverOrder(t *testing.T) {
	observations := slices.DeleteFunc(workday(2), func(o ingest.Observation) bool {
		return o.Stop != nil || o.Event != nil && (o.Event.Type == ingest.TypeStart || o.Event.MayContinue)
	})
	for i := range observations {
		if o := observations[i].Event; o != nil && o.Type == ingest.TypeTaskDelegation {
			o.TaskID = "agent-" + o.ID[len(o.ID)-1:]
		}
		if o := observations[i].Event; o != nil {
			o.InTurn = false
		}
	}
	var want *store
	for round := range 300 {
		random := rand.New(rand.NewPCG(uint64(round), 1))
		order := slices.Clone(observations)
		if round > 0 {
			random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		s := newStore()
		for rest := order; len(rest) > 0; {
			n := 1 + random.IntN(len(rest))
			s.apply(t, rest[:n]...)
			rest = rest[n:]
		}
		s.calls = nil
		if want == nil {
			want = s
		}
		if diff := cmp.Diff(want, s, cmp.AllowUnexported(store{})); diff != "" {
			t.Fatalf("round %d: %s", round, diff)
		}
	}
}

// brokenRows fails to read.
type brokenRows struct{ *store }

var errBroken = errors.New("the disk is gone")

func (brokenRows) Sessions(context.Context, []string) ([]*ingest.SessionRow, error) {
	return nil, errBroken
}

func TestAFailureToReadChangesNothing(t *testing.T) {
	changes, results, err := Apply(t.Context(), brokenRows{newStore()}, prices{}, now, workday(1))
	if !errors.Is(err, errBroken) || results != nil || !changes.Empty() {
		t.Errorf("%v, %v, %+v", err, results, changes)
	}
}

// transactions runs functions on a store; the first attempts fail at the end, as if the database were locked.
type transactions struct {
	*store
	failures int
}

func (d *transactions) InTransaction(ctx context.Context, run func(context.Context, ingest.Transaction) error) error {
	for {
		committed := newStore()
		if err := run(ctx, transaction{store: committed}); err != nil {
			return err
		}
		if d.failures--; d.failures < 0 {
			d.store = committed
			return nil
		}
	}
}

type transaction struct {
	*store
	ingest.SessionRows
}

func (t transaction) Write(_ context.Context, changes *ingest.Changes) error {
	t.write(changes)
	return nil
}

// TestAnAttemptThatIsRepeatedLeavesNothingBehind: the results are those of the attempt that was committed.
func TestAnAttemptThatIsRepeatedLeavesNothingBehind(t *testing.T) {
	d := &transactions{failures: 2}
	engine := NewEngine(d, prices{}, func() time.Time { return noon })
	results, err := engine.Store(t.Context(), []ingest.Observation{reported(ingest.Event{ID: "e"})})
	if err != nil || len(results) != 1 || results[0].Outcome != ingest.Created {
		t.Errorf("%v, %v", results, err)
	}
	if got := d.events["e"].At; got != at(0) {
		t.Errorf("an event without a time is of %s, want the clock's", got)
	}
}
