package sessionlist

import (
	"context"
	"maps"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// rows are the rows of all sessions by the day on which they began. It never changes.
type rows struct {
	marks model.SessionMarks
	days  map[string][]model.SessionRow
}

// with returns the rows after changes.
func (r *rows) with(changes model.SessionChanges) *rows {
	if len(changes.Marks) == 0 {
		return r
	}
	next := &rows{marks: model.SessionMarks{}, days: map[string][]model.SessionRow{}}
	maps.Copy(next.marks, r.marks)
	maps.Copy(next.days, r.days)
	maps.Copy(next.marks, changes.Marks)
	for day := range changes.Marks {
		delete(next.days, day) // it may have no sessions any more
	}
	for _, row := range changes.Rows {
		day := row.CreatedAt.Day()
		next.days[day] = append(next.days[day], row)
	}
	return next
}

// all calls do for each row.
func (r *rows) all(do func(*model.SessionRow)) {
	for _, day := range r.days {
		for i := range day {
			do(&day[i])
		}
	}
}

// readRows returns the rows of all sessions. Of two reads at once the older one may win. The next read then finds the difference again.
func (s *Service) readRows(ctx context.Context) (*rows, error) {
	counted, err := s.Counted(ctx)
	if err != nil {
		return nil, err
	}
	if !counted {
		s.rows.Store(&rows{})
		all, err := s.Rows.All(ctx)
		return &rows{days: map[string][]model.SessionRow{"": all}}, err
	}
	known := s.rows.Load()
	changes, err := s.Rows.Changed(ctx, known.marks)
	if err != nil {
		return nil, err
	}
	current := known.with(changes)
	if current != known {
		s.rows.Store(current)
	}
	return current, nil
}
