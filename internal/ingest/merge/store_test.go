package merge

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// now is the time of every Apply of the tests, and noon the time that their observations count from.
const now model.Instant = "2026-03-18T15:30:00.000000"

var noon = time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)

// at is a time that many seconds after noon.
func at(seconds float64) model.Instant {
	return model.NewInstant(noon.Add(time.Duration(seconds * float64(time.Second))))
}

func pointer[T any](value T) *T { return &value }

// prices knows one model, each of whose tokens costs 3 millionths of a dollar.
type prices struct{}

func (prices) Price(u ingest.Usage) (micro int64, known bool, source string) {
	return 3 * u.TotalTokens(), u.Model == "known", "list"
}

// store holds rows in memory, as a database would.
type store struct {
	columns  ingest.Columns
	sessions map[string]ingest.SessionRow
	events   map[string]ingest.EventRow
	traces   map[string]ingest.TraceRow
	usages   map[string]ingest.UsageRow
	aliases  map[string]ingest.AliasRow
	messages map[string]ingest.MessageRow
	parts    map[int64]ingest.PartRow
	lastPart int64
	// calls counts the calls of each method that were not for nothing.
	calls map[string]int
}

func newStore() *store {
	return &store{
		columns:  ingest.Columns{EventToolInput: true, EventSource: true, SessionModel: true},
		sessions: map[string]ingest.SessionRow{}, events: map[string]ingest.EventRow{}, traces: map[string]ingest.TraceRow{},
		usages: map[string]ingest.UsageRow{}, aliases: map[string]ingest.AliasRow{}, messages: map[string]ingest.MessageRow{},
		parts: map[int64]ingest.PartRow{}, calls: map[string]int{},
	}
}

// apply applies observations in one batch, writes what changed, and returns the outcomes.
func (s *store) apply(t *testing.T, observations ...ingest.Observation) []ingest.Outcome {
	t.Helper()
	changes, results, err := Apply(t.Context(), s, prices{}, now, observations)
	if err != nil {
		t.Fatal(err)
	}
	s.write(&changes)
	outcomes := make([]ingest.Outcome, len(results))
	for i, result := range results {
		outcomes[i] = result.Outcome
	}
	return outcomes
}

// applyEach applies each observation in a batch of its own.
func (s *store) applyEach(t *testing.T, observations ...ingest.Observation) {
	t.Helper()
	for _, o := range observations {
		s.apply(t, o)
	}
}

func (s *store) write(c *ingest.Changes) {
	put(s.sessions, c.Sessions, func(row *ingest.SessionRow) string { return row.ID })
	put(s.events, c.Events, func(row *ingest.EventRow) string { return row.ID })
	put(s.traces, c.Traces, func(row *ingest.TraceRow) string { return row.ID })
	put(s.usages, c.Usages, func(row *ingest.UsageRow) string { return row.ID })
	s.writeMessages(c)
	for _, report := range c.Reports {
		s.putReport(*report)
	}
	for _, row := range c.Aliases {
		s.aliases[row.ID] = *row
	}
	for _, totals := range c.Totals {
		row := s.sessions[totals.SessionID]
		row.Events, row.Tokens = totals.Events, totals.Tokens
		s.sessions[row.ID] = row
	}
	for _, active := range c.Active {
		row := s.sessions[active.SessionID]
		row.LastAt = active.LastAt
		s.sessions[row.ID] = row
	}
	for _, id := range c.Over {
		row := s.sessions[id]
		row.LastAt = ""
		s.sessions[row.ID] = row
	}
}

func (s *store) writeMessages(c *ingest.Changes) {
	put(s.messages, c.Messages, func(row *ingest.MessageRow) string { return row.ID })
	for _, p := range c.Parts.New {
		s.lastPart++
		p.ID = s.lastPart
		s.parts[p.ID] = *p
	}
	for _, p := range c.Parts.Changed {
		row := *p
		if p.IsTextKept {
			row.Part = s.parts[p.ID].Part
			row.IsCut = p.IsCut
		}
		s.parts[p.ID] = row
	}
	for _, id := range c.Deleted.Parts {
		delete(s.parts, id)
	}
	for _, id := range c.Deleted.Messages {
		delete(s.messages, id)
		maps.DeleteFunc(s.parts, func(_ int64, p ingest.PartRow) bool { return p.MessageID == id })
	}
}

func (s *store) Messages(_ context.Context, ids []string) ([]*ingest.MessageRow, error) {
	s.count("Messages", len(ids))
	found := find(s.messages, func(m ingest.MessageRow) bool { return slices.Contains(ids, m.ID) })
	for _, m := range found {
		m.Parts = nil
		for _, id := range slices.Sorted(maps.Keys(s.parts)) {
			if p := s.parts[id]; p.MessageID == m.ID {
				p.Text, p.Packed, p.IsTextKept = "", nil, false
				m.Parts = append(m.Parts, &p)
			}
		}
	}
	return found, nil
}

// said returns the messages with their parts, a line for each.
func (s *store) said() string {
	var lines []string
	for _, m := range find(s.messages, func(ingest.MessageRow) bool { return true }) {
		line := fmt.Sprintf("%s %s %s:", m.ID, m.Kind, m.Source)
		parts := slices.SortedFunc(maps.Values(s.parts), func(a, b ingest.PartRow) int {
			return cmp.Or(strings.Compare(string(a.Section), string(b.Section)), cmp.Compare(a.Number, b.Number))
		})
		for _, p := range parts {
			if p.MessageID == m.ID {
				line += fmt.Sprintf(" %s %d %s %q;", p.Section, p.Number, p.Source, p.Text)
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// putReport stores what a source said of a usage, in place of what it said before.
func (s *store) putReport(report ingest.UsageReport) {
	report.IsChanged = false
	row := s.usages[report.ID]
	row.Reports = slices.DeleteFunc(slices.Clone(row.Reports), func(r *ingest.UsageReport) bool { return r.Source == report.Source })
	row.Reports = append(row.Reports, &report)
	s.usages[row.ID] = row
}

func put[Row any](rows map[string]Row, upserts ingest.Upserts[Row], id func(*Row) string) {
	for _, row := range slices.Concat(upserts.New, upserts.Changed) {
		rows[id(row)] = *row
	}
}

// find returns copies of the rows that fit, in the order of their ids.
func find[Row any](rows map[string]Row, fits func(Row) bool) []*Row {
	var found []*Row
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if row := rows[id]; fits(row) {
			found = append(found, &row)
		}
	}
	return found
}

// count counts a call that is for something.
func (s *store) count(method string, sizes ...int) {
	if slices.Max(sizes) > 0 {
		s.calls[method]++
	}
}

func (s *store) Columns(context.Context) (ingest.Columns, error) { return s.columns, nil }

func (s *store) Aliases(_ context.Context, ids, fingerprints []string) ([]*ingest.AliasRow, error) {
	s.count("Aliases", len(ids), len(fingerprints))
	return find(s.aliases, func(a ingest.AliasRow) bool {
		return slices.Contains(ids, a.ID) || slices.Contains(fingerprints, a.Fingerprint)
	}), nil
}

func (s *store) Sessions(_ context.Context, ids []string) ([]*ingest.SessionRow, error) {
	s.count("Sessions", len(ids))
	return find(s.sessions, func(row ingest.SessionRow) bool { return slices.Contains(ids, row.ID) }), nil
}

func (s *store) Events(_ context.Context, q ingest.EventQuery) ([]*ingest.EventRow, error) {
	s.count("Events", len(q.IDs), len(q.ParentIDs), len(q.TaskIDs), len(q.Subagents), len(q.Delegating), len(q.Running), len(q.Stopped))
	return find(s.events, func(e ingest.EventRow) bool {
		isDelegation := e.Type == ingest.TypeTaskDelegation
		return slices.Contains(q.IDs, e.ID) || slices.Contains(q.ParentIDs, e.ParentID) ||
			e.TaskID != "" && slices.Contains(q.TaskIDs, e.TaskID) || e.Subagent != "" && slices.Contains(q.Subagents, e.Subagent) ||
			e.Status.IsRunning() && (slices.Contains(q.Delegating, e.SessionID) && isDelegation && e.TaskID == "" ||
				slices.Contains(q.Running, e.SessionID) && (isDelegation || e.Type == ingest.TypeToolCall)) ||
			slices.Contains(q.Stopped, e.SessionID) && strings.Contains(e.Context, `"`+ingest.StoppedMember+`"`)
	}), nil
}

func (s *store) Traces(_ context.Context, q ingest.TraceQuery) ([]*ingest.TraceRow, error) {
	s.count("Traces", len(q.IDs), len(q.Running), len(q.Moments))
	return find(s.traces, func(row ingest.TraceRow) bool {
		return slices.Contains(q.IDs, row.ID) || row.Status.IsRunning() && slices.Contains(q.Running, row.SessionID) ||
			slices.Contains(q.Moments, ingest.Moment{SessionID: row.SessionID, At: row.StartedAt})
	}), nil
}

func (s *store) Usages(_ context.Context, q ingest.UsageQuery) ([]*ingest.UsageRow, error) {
	s.count("Usages", len(q.IDs), len(q.EventIDs), len(q.Subagents))
	return find(s.usages, func(u ingest.UsageRow) bool {
		return slices.Contains(q.IDs, u.ID) || slices.Contains(q.EventIDs, u.BelongsTo) || u.Subagent != "" && slices.Contains(q.Subagents, u.Subagent)
	}), nil
}

func (s *store) MarksBefore(_ context.Context, names []string, moments []ingest.Moment) ([]ingest.MarkAt, error) {
	s.count("MarksBefore", len(moments))
	var found []ingest.MarkAt
	for _, moment := range moments {
		marks := s.marks(names, func(e ingest.EventRow) bool {
			return e.SessionID == moment.SessionID && (moment.At == "" || e.At.Compare(moment.At) <= 0)
		})
		if len(marks) > 0 {
			found = append(found, ingest.MarkAt{Moment: moment, Mark: marks[len(marks)-1]})
		}
	}
	return found, nil
}

func (s *store) MarksAfter(_ context.Context, names []string, moments []ingest.Moment) ([]ingest.MarkRow, error) {
	s.count("MarksAfter", len(moments))
	var found []ingest.MarkRow
	for _, moment := range moments {
		found = append(found, s.marks(names, func(e ingest.EventRow) bool {
			return e.SessionID == moment.SessionID && e.At.Compare(moment.At) > 0
		})...)
	}
	return found, nil
}

// marks returns the events of some names that fit, the earliest first.
func (s *store) marks(names []string, fits func(ingest.EventRow) bool) []ingest.MarkRow {
	var marks []ingest.MarkRow
	for _, e := range find(s.events, func(e ingest.EventRow) bool { return slices.Contains(names, e.ToolName) && fits(e) }) {
		marks = append(marks, ingest.MarkRow{ID: e.ID, SessionID: e.SessionID, ToolName: e.ToolName, Subagent: e.Subagent, At: e.At, Facts: ingest.ReadMarkFacts(e.Context)})
	}
	slices.SortStableFunc(marks, func(a, b ingest.MarkRow) int { return a.At.Compare(b.At) })
	return marks
}

func (s *store) LastInTurns(_ context.Context, promptIDs []string) ([]*ingest.LastRow, error) {
	s.count("LastInTurns", len(promptIDs))
	last := map[string]*ingest.LastRow{}
	for _, row := range find(s.events, func(e ingest.EventRow) bool { return slices.Contains(promptIDs, e.ParentID) }) {
		if r := (&event{EventRow: row}).lastRow(); r != nil && r.IsLaterThan(last[r.PromptID]) {
			last[r.PromptID] = r
		}
	}
	return slices.Collect(maps.Values(last)), nil
}

func (s *store) LastInSubagents(_ context.Context, subagents, except []string) ([]ingest.LastInSubagent, error) {
	s.count("LastInSubagents", len(subagents))
	last := map[subagentKey]model.Instant{}
	for _, e := range find(s.events, func(e ingest.EventRow) bool {
		return slices.Contains(subagents, e.Subagent) && !slices.Contains(except, e.ToolName)
	}) {
		if key := (subagentKey{e.SessionID, e.Subagent}); e.At.Compare(last[key]) > 0 {
			last[key] = e.At
		}
	}
	var rows []ingest.LastInSubagent
	for key, at := range last {
		rows = append(rows, ingest.LastInSubagent{SessionID: key.session, Subagent: key.subagent, At: at})
	}
	return rows, nil
}

func (s *store) UsageSums(_ context.Context, eventIDs []string) ([]ingest.UsageSum, error) {
	s.count("UsageSums", len(eventIDs))
	sums := map[ingest.UsageSum]ingest.UsageSum{}
	for _, u := range s.usages {
		if slices.Contains(eventIDs, u.BelongsTo) {
			key := ingest.UsageSum{EventID: u.BelongsTo, Model: u.Model}
			sum := cmp.Or(sums[key], key)
			sum.Usages++
			sum.Tokens += u.TotalTokens()
			sums[key] = sum
		}
	}
	return slices.Collect(maps.Values(sums)), nil
}

func (s *store) CountEvents(_ context.Context, sessionIDs []string) ([]ingest.SessionTotals, error) {
	s.count("CountEvents", len(sessionIDs))
	var totals []ingest.SessionTotals
	for _, id := range sessionIDs {
		count := ingest.SessionTotals{SessionID: id}
		for _, e := range find(s.events, func(e ingest.EventRow) bool { return e.SessionID == id }) {
			count.Events++
			if e.CostTokens != nil {
				count.Tokens += *e.CostTokens
			}
		}
		totals = append(totals, count)
	}
	return totals, nil
}

// inEveryOrder runs a test on each order of observations, one batch for each observation and all in one batch.
func inEveryOrder(t *testing.T, observations []ingest.Observation, check func(t *testing.T, s *store)) {
	t.Helper()
	for order := range permutations(observations) {
		for _, isOneBatch := range []bool{false, true} {
			s := newStore()
			if isOneBatch {
				s.apply(t, order...)
			} else {
				s.applyEach(t, order...)
			}
			check(t, s)
			if outcomes := s.apply(t, order...); slices.ContainsFunc(outcomes, func(o ingest.Outcome) bool { return o != ingest.Unchanged }) {
				t.Errorf("reported again: %v", outcomes)
			}
			if t.Failed() {
				t.Fatalf("in one batch: %v, in the order %s", isOneBatch, describe(order))
			}
		}
	}
}

// permutations yields each order of a list.
func permutations[T any](list []T) func(yield func([]T) bool) {
	return func(yield func([]T) bool) { permute(nil, list, yield) }
}

func permute[T any](begun, rest []T, yield func([]T) bool) bool {
	if len(rest) == 0 {
		return yield(begun)
	}
	for i := range rest {
		others := append(slices.Clone(rest[:i]), rest[i+1:]...)
		if !permute(append(slices.Clone(begun), rest[i]), others, yield) {
			return false
		}
	}
	return true
}

// describe names observations by their ids and times.
func describe(observations []ingest.Observation) string {
	var texts []string
	for _, o := range observations {
		switch {
		case o.Event != nil:
			texts = append(texts, o.Event.ID+" "+string(o.Event.Status)+" "+string(o.Event.At))
		case o.Usage != nil:
			texts = append(texts, o.Usage.ID)
		case o.Message != nil:
			texts = append(texts, o.Message.ID+" by "+o.Message.Source)
		case o.Session != nil:
			texts = append(texts, "session "+string(o.Session.At+o.Session.EndedAt))
		default:
			texts = append(texts, "stop "+string(o.Stop.At))
		}
	}
	return strings.Join(texts, ", ")
}

// reported returns an event of the session "s" as an observation.
func reported(e ingest.Event) ingest.Observation {
	e.SessionID = cmp.Or(e.SessionID, "s")
	return ingest.Observation{Event: &e}
}

// used returns a usage of the session "s" as an observation.
func used(u ingest.Usage) ingest.Observation {
	u.SessionID = cmp.Or(u.SessionID, "s")
	return ingest.Observation{Usage: &u}
}

// stopped returns a stop of the session "s" as an observation.
func stopped(o ingest.Stop) ingest.Observation {
	o.SessionID = cmp.Or(o.SessionID, "s")
	return ingest.Observation{Stop: &o}
}

// inSession returns what is reported of the session "s" as an observation.
func inSession(o ingest.Session) ingest.Observation {
	o.ID = cmp.Or(o.ID, "s")
	return ingest.Observation{Session: &o}
}
