package sessionlist

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// directory are all sessions at one generation of the database. It never changes.
type directory struct {
	generation uint64
	byID       map[string]*Entry
	// events are what the events of each session add up to, also of those without a row.
	events map[string]summary.Session
	// roots are the sessions that no other one started.
	roots []*Entry
}

// Entry is a session with what it adds up to.
type Entry struct {
	model.SessionRow
	// Project is the project of its folder, "" for none.
	Project string
	// Events is what its events add up to, and Spent what its requests do.
	Events summary.Session
	Spent  model.Spent
	// Model is the model with the most tokens of its requests, or else that of its newest event; "" for none.
	Model string
	// Last is the time of its newest event, or of its beginning without events.
	Last model.Instant
	// Below are the sessions below it, at any depth. Only roots have them.
	Below []*Entry
	// tokensOfModel is the number of tokens of Model.
	tokensOfModel int64
}

// IsAutomated reports whether a program started the session and asked it one thing at most, and nothing stands below it that says more.
func (e *Entry) IsAutomated() bool {
	return e.Events.Prompts <= 1 && agent.IsOfProgram(e.StartedBy)
}

// Duration returns the seconds from the first event to the last, nil without events.
func (e *Entry) Duration() *float64 {
	if e.Events.Events == 0 {
		return nil
	}
	seconds, ok := e.Events.Last.Seconds(e.Events.First)
	if !ok {
		return nil
	}
	return &seconds
}

// BelowSpent returns what the requests of the sessions below it add up to.
func (e *Entry) BelowSpent() model.Spent {
	var sum model.Spent
	for _, below := range e.Below {
		sum = sum.Plus(below.Spent)
	}
	return sum
}

// BelowEvents returns the number of edits and of failed events of the sessions below it.
func (e *Entry) BelowEvents() (edits, failed int64) {
	for _, below := range e.Below {
		edits += below.Events.Edits
		failed += below.Events.Errors
	}
	return edits, failed
}

// family calls is for the session and those below it, until one returns true.
func (e *Entry) family(is func(*Entry) bool) bool {
	if is(e) {
		return true
	}
	for _, below := range e.Below {
		if is(below) {
			return true
		}
	}
	return false
}

// LastOfAll returns the time of the newest event of the session and of those below it.
func (e *Entry) LastOfAll() model.Instant {
	last := e.Last
	e.family(func(each *Entry) bool {
		if each.Last.Compare(last) > 0 {
			last = each.Last
		}
		return false
	})
	return last
}

// read returns all sessions as they are after the last commit.
func (s *Service) read(ctx context.Context) (*directory, error) {
	generation := s.Generation() // before anything is read: what a commit in between changes is read again
	if known := s.latest.Load(); known != nil && known.generation == generation {
		return known, nil
	}
	stored, err := s.readRows(ctx)
	if err != nil {
		return nil, err
	}
	var events map[string]summary.Session
	if err := s.Events.With(ctx, func(v summary.View) { events = v.Sessions() }); err != nil {
		return nil, err
	}
	usage, err := s.Spending.Within(ctx, model.Bounds{})
	if err != nil {
		return nil, err
	}
	spent, err := usage.Divided(ctx, model.CostBySession, time.UTC)
	if err != nil {
		return nil, err
	}
	d := s.join(generation, stored, events, spent)
	s.latest.Store(d)
	return d, nil
}

// join puts together what is known of each session.
func (s *Service) join(generation uint64, stored *rows, events map[string]summary.Session, spent []model.Spent) *directory {
	d := &directory{generation: generation, byID: map[string]*Entry{}, events: events}
	projects := map[string]string{}
	stored.all(func(row *model.SessionRow) {
		name, known := projects[row.Folder]
		if !known {
			name = s.Projects.Name(row.Folder)
			projects[row.Folder] = name
		}
		entry := &Entry{SessionRow: *row, Project: name, Events: events[row.ID], Last: row.CreatedAt}
		if entry.Events.Last != "" {
			entry.Last = entry.Events.Last
		}
		entry.Model = entry.Events.Model
		d.byID[row.ID] = entry
	})
	d.addSpent(spent)
	d.fold()
	return d
}

// addSpent adds what requests add up to by session and model. Parts of one session and model may come several times.
func (d *directory) addSpent(spent []model.Spent) {
	type ofModel struct{ session, model string }
	tokens := map[ofModel]int64{}
	for _, part := range spent {
		entry, known := d.byID[model.Or(part.Group, "")]
		if !known {
			continue
		}
		entry.Spent = entry.Spent.Plus(part)
		name := model.Or(part.Model, "")
		if name == "" || part.Requests == 0 {
			continue
		}
		key := ofModel{entry.ID, name}
		tokens[key] = model.AddSaturating(tokens[key], part.Total)
		if n := tokens[key]; n > entry.tokensOfModel || n == entry.tokensOfModel && (entry.tokensOfModel == 0 || name < entry.Model) {
			entry.Model, entry.tokensOfModel = name, n
		}
	}
}

// deepest is the largest number of sessions above a session. It bounds cycles.
const deepest = 16

// fold puts each session below the one from which it was started in the end. Sessions that started each other are all roots.
func (d *directory) fold() {
	for _, entry := range d.byID {
		root := d.rootOf(entry)
		if root == entry {
			d.roots = append(d.roots, entry)
		} else {
			root.Below = append(root.Below, entry)
		}
	}
}

func (d *directory) rootOf(entry *Entry) *Entry {
	root := entry
	for range deepest {
		parent, known := d.byID[root.Parent]
		if !known {
			return root
		}
		root = parent
	}
	return entry
}

// base returns the last folder of a path.
func base(path string) string {
	path = strings.TrimRight(path, `/\`)
	return path[strings.LastIndexAny(path, `/\`)+1:]
}
