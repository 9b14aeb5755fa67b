package state

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// lookBack is the age of the latest event of a session that is on the board, mostRecent the largest number of these sessions.
	lookBack   = 24 * time.Hour
	mostRecent = 2000
	// together is how many sessions are read at once.
	together = 200
	// reloadPause is the time after which a board is read anew where something was stored: other programs may have changed old rows.
	reloadPause = time.Minute
	// deepest is the largest number of sessions above a session. It bounds cycles.
	deepest = 16
)

// board is the facts of the sessions in which something happened lately. It never changes.
type board struct {
	generation uint64
	marks      model.StateMarks
	sessions   map[string]*reading
	loaded     time.Time
}

// refresh returns the board as of what is stored now: the known one where nothing was stored since.
func (s *Service) refresh(ctx context.Context, known *board) (*board, error) {
	generation := s.generation()
	switch now := s.now(); {
	case known == nil, now.Sub(known.loaded) >= lookBack/2:
		return s.load(ctx, generation)
	case known.generation == generation:
		return known, nil
	case now.Sub(known.loaded) >= reloadPause:
		return s.load(ctx, generation)
	}
	ids, marks, err := s.source.Changed(ctx, known.marks)
	if err != nil {
		return nil, err
	}
	if marks.LastEvent < known.marks.LastEvent { // rows were deleted
		return s.load(ctx, generation)
	}
	next := &board{generation: generation, marks: marks, sessions: maps.Clone(known.sessions), loaded: known.loaded}
	versions, err := s.source.Versions(ctx, slices.Collect(maps.Keys(known.sessions)))
	if err != nil {
		return nil, err
	}
	for id, session := range known.sessions {
		if versions[id] != session.Version() {
			delete(next.sessions, id)
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return next, s.read(ctx, next, slices.Compact(ids))
}

// load reads a board anew.
func (s *Service) load(ctx context.Context, generation uint64) (*board, error) {
	now := s.now()
	ids, marks, err := s.source.Recent(ctx, model.NewInstant(now.Add(-lookBack)), mostRecent)
	if err != nil {
		return nil, err
	}
	b := &board{generation: generation, marks: marks, sessions: map[string]*reading{}, loaded: now}
	return b, s.read(ctx, b, ids)
}

// read reads the facts of sessions, and of those above them.
func (s *Service) read(ctx context.Context, b *board, ids []string) error {
	for range deepest {
		for some := range slices.Chunk(ids, together) {
			facts, err := s.source.Facts(ctx, some)
			if err != nil {
				return err
			}
			for id, f := range facts {
				b.sessions[id] = newReading(f, s.now())
			}
		}
		ids = b.missingParents(ids)
		if len(ids) == 0 {
			return nil
		}
	}
	return nil
}

// missingParents returns the sessions above some that are not on the board.
func (b *board) missingParents(ids []string) []string {
	var missing []string
	for _, id := range ids {
		parent := b.parentOf(id)
		if parent != "" && b.sessions[parent] == nil && !slices.Contains(missing, parent) {
			missing = append(missing, parent)
		}
	}
	return missing
}

// parentOf returns the session that started a session, "" for none.
func (b *board) parentOf(id string) string {
	if session := b.sessions[id]; session != nil {
		return session.ParentID
	}
	return ""
}

// rootOf returns the session on the board that started a session in the end: the session itself where no other did.
func (b *board) rootOf(id string) string {
	root := id
	for range deepest {
		parent := b.parentOf(root)
		if b.sessions[parent] == nil {
			return root
		}
		root = parent
	}
	return root
}

// recent returns what the sessions of the board do at a time. What a session below waits for is shown of its root.
func (b *board) recent(now time.Time) Recent {
	result := Recent{At: now.UTC(), Heard: map[model.StateSource]model.Instant{}, Empty: b.marks.LastEvent == 0}
	states := map[string]model.SessionState{}
	roots := map[string]*Session{}
	since := model.NewInstant(now.Add(-lookBack))
	ids := slices.Sorted(maps.Keys(b.sessions))
	for _, id := range ids {
		r := b.sessions[id]
		r.addSources(result.Heard)
		states[id] = r.state(now)
		root := b.rootOf(id)
		if roots[root] == nil {
			roots[root] = &Session{ID: root}
		}
		session := roots[root]
		session.Subagents += r.countRunning(now)
		if id != root && r.heard.Compare(since) > 0 {
			session.Children++
		}
		if r.heard.Compare(session.HeardAt) > 0 {
			session.HeardAt = r.heard
		}
	}
	for _, id := range ids {
		if root := b.rootOf(id); root != id {
			roots[root].add(states[root], states[id], b.sessions[id].Agent)
		}
	}
	for id, session := range roots {
		if session.State.Name == "" {
			session.State = states[id]
		}
		if session.HeardAt.Compare(since) > 0 {
			result.Sessions = append(result.Sessions, *session)
		}
	}
	slices.SortFunc(result.Sessions, func(a, b Session) int {
		return cmp.Or(b.State.Since.Compare(a.State.Since), cmp.Compare(a.ID, b.ID))
	})
	return result
}

// add takes the state of a session below into account: its wait, or that it works while the root does not.
func (s *Session) add(root, child model.SessionState, agent string) {
	if child.Name == model.StateWorking || child.Name == model.StateWaiting {
		s.Subagents++
	}
	known := root
	if s.State.Name != "" {
		known = s.State
	}
	if rank(child) <= rank(known) {
		return
	}
	s.State = child
	s.State.Subagent = cmp.Or(child.Subagent, agent)
}

// rank says how much the state of a session below matters for its root: that it waits matters more than that it works.
func rank(s model.SessionState) int {
	switch s.Name {
	case model.StateWaiting:
		return 2
	case model.StateWorking:
		return 1
	default:
		return 0
	}
}

// addSources notes when each source was heard in the session.
func (r *reading) addSources(heard map[model.StateSource]model.Instant) {
	for source, at := range r.sources {
		if at.Compare(heard[source]) > 0 {
			heard[source] = at
		}
	}
}

// countRunning returns how many subagents of the session have not stopped and were heard of lately.
func (r *reading) countRunning(now time.Time) int {
	count := 0
	for id, t := range r.threads {
		if id != "" && t.isRunning() && ago(now, t.signs[len(t.signs)-1].At) < quiet {
			count++
		}
	}
	return count
}
