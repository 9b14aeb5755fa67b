package changefeed

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of what a client gets at the beginning.
const (
	// historyLimit is how many stored events a new client gets.
	historyLimit = 1000
	// historySpan is the age of the oldest of them unless the client says otherwise.
	historySpan = 24 * time.Hour
	// resumeLimit is how many events a client can have missed and still resume.
	resumeLimit = 10_000
	// afterRestart is how many of the newest events before the cursor are sent again after a restart of the server, because it is
	// not known which of them changed meanwhile.
	afterRestart = 200
)

// History is what the service needs of stored events.
type History interface {
	Events
	Since(ctx context.Context, filter model.EventFilter, upTo int64, limit int) ([]model.LiveEvent, error)
	Last(ctx context.Context, filter model.EventFilter, upTo int64, limit int) ([]model.LiveEvent, error)
}

// Request says how a client joins.
type Request struct {
	// Filter narrows the stream by session, agent, type and tool. Its Since is the instant from which on history is sent.
	Filter model.EventFilter
	// Cursor is the position of the client, "" to begin now; nil for a client that begins with history.
	Cursor *string
	// States says that the client wants the states of sessions too.
	States bool
}

// Wants reports whether the client gets an item.
func (r Request) Wants(item Item) bool { return item.Fits(r.Filter) && (item.State == nil || r.States) }

// Interest is what the client subscribes for.
func (r Request) Interest() string {
	if r.States {
		return StateInterest
	}
	return ""
}

// Service lets clients join the stream.
type Service struct {
	history  History
	spawners Spawners
	follower *Follower
	now      func() time.Time
}

// New returns the service over what the follower publishes.
func New(history History, spawners Spawners, follower *Follower, now func() time.Time) *Service {
	return &Service{history: history, spawners: spawners, follower: follower, now: now}
}

// Backlog returns what a client gets before the live items. These begin after at, the position at which the client subscribed. Between
// the two nothing is missed and nothing comes twice.
func (s *Service) Backlog(ctx context.Context, request Request, at Position) (*Backlog, error) {
	switch {
	case request.Cursor == nil:
		return s.since(ctx, request.Filter, at)
	case *request.Cursor == "":
		return &Backlog{}, nil
	}
	from, err := ParseCursor(*request.Cursor)
	if err != nil {
		return s.startAnew(ctx, request.Filter, at, at, "the cursor is not one of this service")
	}
	return s.resume(ctx, request.Filter, from, at)
}

// since returns stored events by their time. A client can resume after the last of them, but not between them.
func (s *Service) since(ctx context.Context, filter model.EventFilter, at Position) (*Backlog, error) {
	if _, ok := filter.Since.Time(); !ok {
		filter.Since = model.NewInstant(s.now().Add(-historySpan))
	}
	events, err := s.history.Since(ctx, filter, at.RowID, historyLimit)
	if err != nil {
		return nil, err
	}
	items := newItems(events, func(model.LiveEvent) Position { return Position{} })
	if len(items) > 0 {
		items[len(items)-1].At = at
	}
	return &Backlog{pages: []page{once(items)}}, nil
}

// startAnew returns a gap, then the newest events in the order in which they were stored, then what spawners wrote after from.
func (s *Service) startAnew(ctx context.Context, filter model.EventFilter, from, at Position, reason string) (*Backlog, error) {
	if from.SpawnerID > at.SpawnerID { // of another database
		from = at
	}
	events, err := s.history.Last(ctx, filter, at.RowID, historyLimit)
	if err != nil {
		return nil, err
	}
	begin := beforeSpawned(from, at)
	gap := begin
	if len(events) > 0 {
		gap.RowID, gap.EventID = 0, ""
	}
	return &Backlog{pages: []page{
		once([]Item{{Gap: reason, At: gap}}), once(newItems(events, positionsAt(begin))), s.spawnedBetween(filter, from, at),
	}}, nil
}

// resume returns what came after a cursor: what changed, then what is new, then what spawners wrote.
func (s *Service) resume(ctx context.Context, filter model.EventFilter, from, at Position) (*Backlog, error) {
	if reason, err := s.refusal(ctx, from, at); reason != "" || err != nil {
		if err != nil {
			return nil, err
		}
		return s.startAnew(ctx, filter, from, at, reason)
	}
	changed, ok, err := s.changedSince(ctx, filter, from, at)
	if err != nil {
		return nil, err
	}
	if !ok {
		return s.startAnew(ctx, filter, from, at, "more has changed than is remembered")
	}
	for i := range changed {
		changed[i].At = from // a client that is cut off among the changes gets them again, and misses no event
	}
	return &Backlog{pages: []page{once(changed), s.eventsBetween(filter, from, at), s.spawnedBetween(filter, from, at)}}, nil
}

// eventsBetween reads the events that were stored between two positions. A client that is cut off among them has not got what
// spawners wrote.
func (s *Service) eventsBetween(filter model.EventFilter, from, at Position) page {
	after, position := from.RowID, beforeSpawned(from, at)
	return func(ctx context.Context) ([]Item, bool, error) {
		events, err := s.history.Between(ctx, filter, after, at.RowID, backlogPage)
		if err != nil || len(events) == 0 {
			return nil, false, err
		}
		after = events[len(events)-1].RowID
		return newItems(events, positionsAt(position)), len(events) == backlogPage, nil
	}
}

// beforeSpawned returns the position after all events up to at, and before what spawners wrote after from.
func beforeSpawned(from, at Position) Position {
	at.SpawnerID = from.SpawnerID
	return at
}

// spawnedBetween reads what spawners wrote between two positions. A client that is cut off among it resumes after the row that it got last.
func (s *Service) spawnedBetween(filter model.EventFilter, from, at Position) page {
	position := beforeSpawned(from, at)
	return func(ctx context.Context) ([]Item, bool, error) {
		spawned, err := s.spawners.Between(ctx, position.SpawnerID, at.SpawnerID, spawnerChunk)
		if err != nil {
			return nil, false, err
		}
		var items []Item
		for i := range spawned {
			position.SpawnerID = spawned[i].ID
			if item := (Item{Spawner: &spawned[i], At: position}); item.Fits(filter) {
				items = append(items, item)
			}
		}
		return items, len(spawned) == spawnerChunk, nil
	}
}

// refusal returns why a client cannot resume after a cursor, "" if it can.
func (s *Service) refusal(ctx context.Context, from, at Position) (string, error) {
	if from.RowID > at.RowID || from.SpawnerID > at.SpawnerID {
		return "the cursor is of another database, or the newest events were removed", nil
	}
	if at.RowID-from.RowID > resumeLimit {
		return "the cursor is too old", nil
	}
	if from.RowID == 0 {
		return "", nil
	}
	eventID, err := s.history.EventAt(ctx, from.RowID)
	if err == nil && eventID != from.EventID {
		return "the stored events were rewritten", nil
	}
	return "", err
}

// changedSince returns the changes after a cursor, and false if they are no longer remembered.
func (s *Service) changedSince(ctx context.Context, filter model.EventFilter, from, at Position) ([]Item, bool, error) {
	if from.Run == at.Run {
		items, ok := s.follower.updates.between(from.Update, at.Update, filter)
		return items, ok, nil
	}
	events, err := s.history.Last(ctx, filter, from.RowID, afterRestart)
	items := newItems(events, positionsAt(at))
	for i := range items {
		items[i].Changed = true
	}
	return items, true, err
}

// positionsAt returns the function that gives the position after an event that comes before at.
func positionsAt(at Position) func(model.LiveEvent) Position {
	return func(e model.LiveEvent) Position {
		position := at
		position.RowID, position.EventID = e.RowID, e.EventID
		return position
	}
}

func newItems(events []model.LiveEvent, position func(model.LiveEvent) Position) []Item {
	items := make([]Item, len(events))
	for i := range events {
		items[i] = Item{Event: &events[i], At: position(events[i])}
	}
	return items
}
