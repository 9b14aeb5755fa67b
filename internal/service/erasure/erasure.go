// Package erasure deletes sessions: their rows in all tables, and their hook payloads in the spool. Later reports of them are not stored
// until they are readmitted.
package erasure

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Sessions is what the service needs of stored sessions.
type Sessions interface {
	// Family returns a session and the sessions of its subagents, or nil for an unknown session.
	Family(ctx context.Context, sessionID string) ([]string, error)
	// Tables returns the tables with rows of sessions, in the order of deletion.
	Tables() []string
	Count(ctx context.Context, table string, sessionIDs []string) (int64, error)
	// Delete deletes up to limit rows and returns their number.
	Delete(ctx context.Context, table string, sessionIDs []string, limit int) (int64, error)
	// Remember stores that sessions are forgotten. Readmit removes this, and returns false if the session was not forgotten.
	Remember(ctx context.Context, sessionIDs []string, at model.Instant) error
	Readmit(ctx context.Context, sessionID string) (bool, error)
}

// Spool is what the service needs of the waiting hook payloads.
type Spool interface {
	// RemoveSessions removes the payloads of sessions and returns their number.
	RemoveSessions(ctx context.Context, sessionIDs []string) (int64, error)
}

// Space is what the service needs of the file.
type Space interface {
	// Vacuum rewrites the file without free space, which holds deleted rows.
	Vacuum(ctx context.Context) error
}

// Clock returns the time and waits.
type Clock interface {
	Now() time.Time
	// Sleep returns an error when ctx ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Service deletes sessions.
type Service struct {
	sessions Sessions
	space    Space
	spool    Spool
	clock    Clock
}

// New returns the service.
func New(sessions Sessions, space Space, spool Spool, clock Clock) *Service {
	return &Service{sessions, space, spool, clock}
}

// Rows is a number of rows of sessions in a table.
type Rows struct {
	Table string
	Rows  int64
}

// Plan is what Forget deletes.
type Plan struct {
	// Sessions are the session and the sessions of its subagents. It is empty for an unknown session.
	Sessions []string
	Tables   []Rows
}

// Rows returns the number of rows to delete, without the rows of aliases and usages that belong to them.
func (p Plan) Rows() int64 {
	total := int64(0)
	for _, t := range p.Tables {
		total += t.Rows
	}
	return total
}

// Plan counts the rows to delete with a session.
func (s *Service) Plan(ctx context.Context, sessionID string) (Plan, error) {
	family, err := s.sessions.Family(ctx, sessionID)
	plan := Plan{Sessions: family}
	if err != nil || len(family) == 0 {
		return plan, err
	}
	for _, table := range s.sessions.Tables() {
		rows, err := s.sessions.Count(ctx, table, family)
		if err != nil {
			return plan, err
		}
		plan.Tables = append(plan.Tables, Rows{table, rows})
	}
	return plan, nil
}

// The number of rows in a step, and the pause after it, in which others can write.
const (
	stepRows = 1000
	stepRest = 26 * time.Millisecond
)

// Options configures a deletion.
type Options struct {
	// Vacuum rewrites the file at the end, because its free space holds the deleted rows.
	Vacuum bool
	// Progress is called with the number of rows deleted so far.
	Progress func(rows int64)
}

// Report is what was deleted.
type Report struct {
	Tables []Rows
	// Payloads is the number of hook payloads removed from the spool.
	Payloads int64
}

// Forget deletes the sessions of a plan, step by step. It first stores that they are forgotten, so that nothing is added meanwhile. It deletes
// the rows of the sessions last, so a run that was interrupted can be started again.
func (s *Service) Forget(ctx context.Context, plan Plan, o Options) (Report, error) {
	var report Report
	if err := s.sessions.Remember(ctx, plan.Sessions, model.NewInstant(s.clock.Now())); err != nil {
		return report, err
	}
	payloads, err := s.spool.RemoveSessions(ctx, plan.Sessions)
	if report.Payloads = payloads; err != nil {
		return report, err
	}
	total := int64(0)
	for _, table := range s.sessions.Tables() {
		deleted, err := s.deleteAll(ctx, table, plan.Sessions, func(rows int64) { o.Progress(total + rows) })
		report.Tables = append(report.Tables, Rows{table, deleted})
		if total += deleted; err != nil {
			return report, err
		}
	}
	if o.Vacuum {
		return report, s.space.Vacuum(ctx)
	}
	return report, nil
}

func (s *Service) deleteAll(ctx context.Context, table string, sessions []string, progress func(rows int64)) (int64, error) {
	total := int64(0)
	for {
		deleted, err := s.sessions.Delete(ctx, table, sessions, stepRows)
		total += deleted
		progress(total)
		if err != nil || deleted < stepRows {
			return total, err
		}
		if err := s.clock.Sleep(ctx, stepRest); err != nil {
			return total, err
		}
	}
}

// Readmit lets reports of a session be stored again. It returns false if the session was not forgotten.
func (s *Service) Readmit(ctx context.Context, sessionID string) (bool, error) {
	return s.sessions.Readmit(ctx, sessionID)
}
