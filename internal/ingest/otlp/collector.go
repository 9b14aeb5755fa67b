package otlp

import (
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Result is what a request reports.
type Result struct {
	Observations []ingest.Observation
	// Rejected is how many records, spans or data points could not be used. Message says why, and what was left out of others.
	Rejected int64
	Message  string
}

// The reasons for which a record is rejected.
const (
	ofNoAgent      = "of no agent that is known, and without attributes of generative AI"
	withoutSession = "without the id of a session"
)

// collector gathers the observations of a request, each session once and before all others.
type collector struct {
	sessions map[string]*ingest.Session
	order    []string
	others   []ingest.Observation
	rejected map[string]int64
	lost     losses
}

func newCollector(lost losses) *collector {
	return &collector{sessions: map[string]*ingest.Session{}, rejected: map[string]int64{}, lost: lost}
}

func (c *collector) reject(reason string) { c.rejected[reason]++ }

// session adds a session. Of one that was added before, what is known stays, but the earliest time counts.
func (c *collector) session(s ingest.Session) {
	known, ok := c.sessions[s.ID]
	if !ok {
		c.sessions[s.ID] = &s
		c.order = append(c.order, s.ID)
		return
	}
	if s.At.Compare(known.At) < 0 {
		known.At = s.At
	}
	if known.Model == "" {
		known.Model = s.Model
	}
	if known.Cwd == "" {
		known.Cwd = s.Cwd
	}
}

func (c *collector) event(e ingest.Event) {
	e.Source = ingest.SourceTelemetry
	c.others = append(c.others, ingest.Observation{Event: &e})
}

func (c *collector) usage(u ingest.Usage) {
	u.Source = ingest.SourceTelemetry
	c.others = append(c.others, ingest.Observation{Usage: &u})
}

func (c *collector) message(m ingest.Message) {
	m.Source = ingest.SourceTelemetry
	c.others = append(c.others, ingest.Observation{Message: &m})
}

// result returns what was gathered.
func (c *collector) result() Result {
	var r Result
	for _, id := range c.order {
		r.Observations = append(r.Observations, ingest.Observation{Session: c.sessions[id]})
	}
	r.Observations = append(r.Observations, c.others...)
	var reasons []string
	for _, reason := range []string{ofNoAgent, withoutSession} {
		if n := c.rejected[reason]; n > 0 {
			r.Rejected += n
			reasons = append(reasons, fmt.Sprintf("%d %s", n, reason))
		}
	}
	r.Rejected += c.lost.records
	if text := c.lost.message(); text != "" {
		reasons = append(reasons, text)
	}
	r.Message = strings.Join(reasons, "; ")
	return r
}
