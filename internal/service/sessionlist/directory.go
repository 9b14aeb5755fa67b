package sessionlist

import (
	"context"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// directory are all sessions at one generation of the database. It never changes, but for the orders, each of which is made when it is asked for.
type directory struct {
	generation uint64
	byID       map[string]*Entry
	// roots are the sessions that no other one started.
	roots  []*Entry
	orders map[Sort]*order
}

// order is the list of all roots in one order.
type order struct {
	once  sync.Once
	items []placed
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
	usage, err := s.Spending.Within(ctx, model.Bounds{})
	if err != nil {
		return nil, err
	}
	spent, err := usage.Divided(ctx, model.CostBySession, time.UTC)
	if err != nil {
		return nil, err
	}
	d := s.newDirectory(generation, stored)
	if err := s.Events.With(ctx, d.addEvents); err != nil {
		return nil, err
	}
	d.addSpent(spent)
	d.fold()
	s.latest.Store(d)
	return d, nil
}

// newDirectory returns the sessions of rows, of which nothing else is known yet.
func (s *Service) newDirectory(generation uint64, stored *rows) *directory {
	n := 0
	stored.all(func(*model.SessionRow) { n++ })
	d := &directory{generation: generation, byID: make(map[string]*Entry, n), orders: map[Sort]*order{}}
	for _, each := range Sorts() {
		d.orders[each] = &order{}
	}
	entries := make([]Entry, 0, n)
	projects := map[string]string{}
	stored.all(func(row *model.SessionRow) {
		name, known := projects[row.Folder]
		if !known {
			name = s.Projects.Name(row.Folder)
			projects[row.Folder] = name
		}
		entries = append(entries, Entry{SessionRow: row, Project: name, Last: row.CreatedAt})
		d.byID[row.ID] = &entries[len(entries)-1]
	})
	return d
}

// addEvents adds what the events of each session add up to.
func (d *directory) addEvents(v summary.View) {
	for id, entry := range d.byID {
		entry.Events = v.OfSession(id)
		if entry.Events.Last != "" {
			entry.Last = entry.Events.Last
		}
	}
}

// addSpent adds what requests add up to by session and model. Parts of one session and model may come several times.
func (d *directory) addSpent(spent []model.Spent) {
	for i := range spent {
		part := &spent[i]
		entry, known := d.byID[model.Or(part.Group, "")]
		if !known {
			continue
		}
		entry.Spent = entry.Spent.Plus(*part)
		if name := model.Or(part.Model, ""); name != "" && part.Requests > 0 {
			entry.addModel(name, part.Total)
		}
	}
	for _, entry := range d.byID {
		entry.Model = entry.mostUsed()
	}
}

// deepest is the largest number of sessions above a session. It bounds cycles.
const deepest = 16

// fold puts each session below the one from which it was started in the end. Sessions that started each other are all roots.
func (d *directory) fold() {
	for _, entry := range d.byID {
		entry.Total, entry.LastOfAll = entry.Spent, entry.Last
	}
	for _, entry := range d.byID {
		root := d.rootOf(entry)
		if root == entry {
			d.roots = append(d.roots, entry)
		} else {
			root.addBelow(entry)
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

// in returns all roots in an order.
func (d *directory) in(sort Sort) []placed {
	o := d.orders[sort]
	o.once.Do(func() { o.items = sort.order(d.roots) })
	return o.items
}
