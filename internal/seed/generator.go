package seed

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// generator generates rows from random numbers with a fixed seed.
type generator struct {
	random *rand.Rand
	// words chooses what messages say beside their events.
	words *rand.Rand
	texts texts
	// emit stores one row.
	emit func(record) error
	// tick returns the time of the next event. mean is the average time since the last one.
	tick func(mean time.Duration) time.Time

	// length is the time from the first to the last event of a session.
	length time.Duration

	items    []string // ids of work items that events may belong to
	presence map[string]*presence
	agents   []string // in the order of appearance
	written  int
	said     int // messages
}

// newGenerator returns a generator whose rows depend only on number.
func newGenerator(number uint64, emit func(record) error) (*generator, error) {
	texts, err := loadTexts()
	if err != nil {
		return nil, err
	}
	return &generator{
		random: rand.New(rand.NewPCG(number, number)), words: rand.New(rand.NewPCG(number, 0)), texts: texts, emit: emit, presence: map[string]*presence{}, length: sessionLength,
	}, nil
}

// id returns a new random id with a prefix. Agents use random ids too, so the index on them is as scattered as in real files.
func (g *generator) id(prefix string) string {
	return fmt.Sprintf("%s-%016x", prefix, g.random.Uint64())
}

// seconds returns a random duration with a mean: most are shorter, a few much longer.
func (g *generator) seconds(mean float64) float64 {
	return math.Round(g.random.ExpFloat64()*mean*1000) / 1000
}

// The density of events in time.
const (
	eventsPerDay     = 12_000
	eventsPerSession = 100
	sessionPause     = 24 * time.Hour * eventsPerSession / eventsPerDay // between the starts of two sessions
	sessionLength    = 3 * sessionPause                                 // so that three run at the same time
	openSessions     = 3                                                // the last ones are not completed
)

// history generates exactly total events that end at about end and are spread over a number of days, with their sessions, work items and presence.
func (g *generator) history(ctx context.Context, total, days int, end time.Time) error {
	sessions := max(1, total/eventsPerSession)
	starts := g.starts(sessions, days, end)
	if err := g.workItems(total, starts[0], end.Sub(starts[0])); err != nil {
		return err
	}
	for k := range sessions {
		if err := ctx.Err(); err != nil {
			return err
		}
		at, size := starts[k], total*(k+1)/sessions-total*k/sessions
		g.tick = func(mean time.Duration) time.Time {
			at = at.Add(time.Duration(g.random.ExpFloat64() * float64(mean)))
			if at.After(end) {
				at = end
			}
			return at
		}
		if err := g.session(at, size, k >= sessions-openSessions); err != nil {
			return err
		}
	}
	for _, agent := range g.agents {
		if err := g.storePresence(agent); err != nil {
			return err
		}
	}
	return nil
}
