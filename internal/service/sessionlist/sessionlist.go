// Package sessionlist owns the list of all sessions with what each adds up to: filtered, sorted, and with the sessions that a session started folded
// below it.
//
// It is answered from memory. The rows of sessions are kept by day and read again where the database says that a day changed, the sums of events come
// from the running summary and those of requests from the running costs. What these give at one generation of the database is joined once.
package sessionlist

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Rows reads the rows of sessions.
type Rows interface {
	// Changed returns the sessions that began on days on which one has changed since known was read.
	Changed(ctx context.Context, known model.SessionMarks) (model.SessionChanges, error)
	// All returns all sessions.
	All(ctx context.Context) ([]model.SessionRow, error)
}

// Events is the summary of all events.
type Events interface {
	With(ctx context.Context, use func(summary.View)) error
}

// Spending returns what all requests add up to.
type Spending interface {
	Within(ctx context.Context, bounds model.Bounds) (*spending.Usage, error)
}

// Files finds out which sessions worked on a file.
type Files interface {
	// SessionsWithFile returns the ids of the sessions with a call of one of the tools on a file whose name contains a text, in upper or lower case.
	SessionsWithFile(ctx context.Context, text string, tools []string) ([]string, error)
}

// Titles names sessions.
type Titles interface {
	TitlesBy(ctx context.Context, sessions []model.Session) (map[string]session.Title, error)
}

// Projects says which folders are one project.
type Projects interface {
	Name(folder string) string
}

// States says what sessions do.
type States interface {
	// States returns the states of sessions by their ids.
	States(ctx context.Context, ids []string) (map[string]model.SessionState, error)
}

// Sources are what the list is made of.
type Sources struct {
	Rows     Rows
	Events   Events
	Spending Spending
	Files    Files
	Titles   Titles
	States   States
	Projects Projects
	// Counted reports whether the database counts changes of sessions; where it does not, all sessions are read each time.
	Counted func(context.Context) (bool, error)
	// Generation moves with every commit to the database.
	Generation func() uint64
	// Now is the clock.
	Now func() time.Time
}

// Service lists sessions. It is safe for concurrent use.
type Service struct {
	Sources
	filters filtertext.Parser
	rows    atomic.Pointer[rows]
	latest  atomic.Pointer[directory]
}

// New returns the service.
func New(sources Sources) (*Service, error) {
	filters, err := filtertext.New()
	if err != nil {
		return nil, err
	}
	s := &Service{Sources: sources, filters: filters}
	s.rows.Store(&rows{})
	return s, nil
}
