package state_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/states"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// listeners are subscribers that keep what is published.
type listeners struct {
	count   int
	changes chan model.StateChange
}

func (l *listeners) Followers() int { return l.count }

func (l *listeners) Publish(changes ...model.StateChange) {
	for _, change := range changes {
		l.changes <- change
	}
}

// counting counts the reads of facts.
type counting struct {
	state.Source
	reads int
}

func (c *counting) Recent(ctx context.Context, since model.Instant, limit int) ([]string, model.StateMarks, error) {
	c.reads++
	return c.Source.Recent(ctx, since, limit)
}

func TestAChangeOfAStateIsPublishedOnce(t *testing.T) {
	s := newShared(t)
	s.now = at(10)
	s.store(storedSession("s", "", "active"), storedEvent("p", "s", "UserQuery", "started", 0))
	audience := &listeners{count: 1, changes: make(chan model.StateChange, 10)}
	follower := s.service.NewFollower(audience, slog.New(slog.DiscardHandler))
	if err := follower.Joined(t.Context()); err != nil {
		t.Fatal(err)
	}
	changes := make(chan struct{}, 1)
	testkit.Background(t).Go("states", func(ctx context.Context) error { return follower.Run(ctx, changes) })
	s.store(storedEvent("c", "s", "AskUserQuestion", "started", 5))
	changes <- struct{}{}
	if got := receive(t, audience); got.SessionID != "s" || words(got.State) != "waiting (question) since 5, reported by api: make" {
		t.Errorf("%s is %s", got.SessionID, words(got.State))
	}
	s.store(storedEvent("other", "t", "Read", "completed", 6)) // says nothing of the first
	changes <- struct{}{}
	if got := receive(t, audience); got.SessionID != "t" {
		t.Errorf("%s is published again: %s", got.SessionID, words(got.State))
	}
}

func receive(t *testing.T, audience *listeners) model.StateChange {
	t.Helper()
	select {
	case change := <-audience.changes:
		return change
	case <-time.After(10 * time.Second):
		t.Fatal("nothing is published")
		return model.StateChange{}
	}
}

// TestNothingIsReadWhileNobodyFollows: an idle server costs nothing, whatever is stored.
func TestNothingIsReadWhileNobodyFollows(t *testing.T) {
	s := newShared(t)
	source := &counting{Source: states.New(s.db)}
	service := state.New(source, s.db.Generation, func() time.Time { return s.now })
	follower := service.NewFollower(&listeners{}, slog.New(slog.DiscardHandler))
	changes := make(chan struct{})
	testkit.Background(t).Go("states", func(ctx context.Context) error { return follower.Run(ctx, changes) })
	for range 3 {
		s.store(strings.ReplaceAll(storedEvent("id", "s", "Read", "started", 1), "'id'", "hex(randomblob(8))"))
		changes <- struct{}{}
	}
	changes <- struct{}{} // the one before has been handled
	if source.reads > 0 {
		t.Errorf("%d reads", source.reads)
	}
}
