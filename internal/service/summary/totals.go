package summary

import "github.com/htmlgraph/htmlgraph/internal/model"

// Group adds up some of the events.
type Group struct {
	Events int64
	Tokens int64
	// Timed counts the events with a duration; the sum and bounds are over those, in seconds.
	Timed       int64
	DurationSum float64
	DurationMin float64
	DurationMax float64
	Successes   int64
	Errors      int64
	// Rejected counts the calls that were not permitted, which are neither.
	Rejected int64
}

func (g *Group) add(row *model.SummaryRow) {
	g.merge(Group{
		Events: 1, Tokens: row.Tokens, Timed: count(row.HasDuration),
		DurationSum: row.Duration, DurationMin: row.Duration, DurationMax: row.Duration,
		Successes: count(row.Status.IsSuccess()), Errors: count(row.Status.IsError()), Rejected: count(row.Status == model.StatusRejected),
	})
}

func (g *Group) merge(other Group) {
	if other.Timed > 0 {
		if g.Timed == 0 || other.DurationMin < g.DurationMin {
			g.DurationMin = other.DurationMin
		}
		if g.Timed == 0 || other.DurationMax > g.DurationMax {
			g.DurationMax = other.DurationMax
		}
		g.DurationSum += other.DurationSum
	}
	g.Events += other.Events
	g.Tokens = model.AddSaturating(g.Tokens, other.Tokens)
	g.Timed += other.Timed
	g.Successes += other.Successes
	g.Errors += other.Errors
	g.Rejected += other.Rejected
}

func count(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// SuccessRate returns the share of successes in percent, rounded. A call that was not permitted was never made, so it says nothing of how many
// succeed.
func (g Group) SuccessRate(digits int) float64 {
	return model.Percent(g.Successes, g.Made(), digits)
}

// ErrorRate returns the share of errors in percent, rounded, of the same events.
func (g Group) ErrorRate(digits int) float64 { return model.Percent(g.Errors, g.Made(), digits) }

// Made returns the number of events without calls that were not permitted.
func (g Group) Made() int64 { return g.Events - g.Rejected }

// Average returns the mean duration in seconds, 0 where there is none.
func (g Group) Average() float64 {
	if g.Timed == 0 {
		return 0
	}
	return g.DurationSum / float64(g.Timed)
}

// agentGroup adds up the events of one agent.
type agentGroup struct {
	Group
	sessions map[string]struct{}
	models   map[string]int64
	last     model.Instant
	lastKey  string
}

// BucketCount is the number of duration buckets: <1, 1-5, 5-10, 10-30 and >30 seconds.
const BucketCount = 5

var bucketEnds = [BucketCount - 1]float64{1, 5, 10, 30}

// Totals adds up events, over all and by what they have in common. The zero value is not
// ready; use newTotals.
type Totals struct {
	all     Group
	peak    int64
	buckets [BucketCount]int64
	types   map[string]*Group
	tools   map[string]*Group
	models  map[string]*Group
	agents  map[string]*agentGroup
	// sessions are what the events of each session add up to.
	sessions map[string]*Session
	spawners map[string]*spawnerGroup
	// features counts, for each work item, the events of each agent.
	features map[string]map[string]int64
	// days counts the events of each day of the stored timestamps.
	days map[string]int64
	// stated are the tokens of sessions without requests.
	stated map[statedKey]int64
	// hours count the events of each hour.
	hours map[model.Hour]*hour
	// tasks are the newest delegations.
	tasks newest
}

func newTotals() *Totals {
	return &Totals{
		types: map[string]*Group{}, tools: map[string]*Group{}, models: map[string]*Group{},
		agents: map[string]*agentGroup{}, sessions: map[string]*Session{},
		spawners: map[string]*spawnerGroup{}, features: map[string]map[string]int64{}, days: map[string]int64{},
		hours: map[model.Hour]*hour{}, stated: map[statedKey]int64{},
	}
}

// add folds one event in. It is the only way by which events enter a summary.
func (t *Totals) add(row *model.SummaryRow) {
	t.all.add(row)
	t.peak = max(t.peak, row.Tokens)
	if row.HasDuration {
		t.buckets[bucketOf(row.Duration)]++
	}
	of(t.types, row.EventType).add(row)
	of(t.tools, row.ToolName).add(row)
	of(t.models, row.Model).add(row)
	t.session(row.SessionID).add(row)
	t.days[row.Timestamp.Day()]++
	t.hour(row.Timestamp.Hour()).add(row)
	t.agent(row.AgentID).add(row)
	t.state(row)
	if row.FeatureID != "" {
		t.contribute(row.FeatureID, row.AgentID)
	}
	if row.IsDelegation() {
		t.tasks.add(row)
	}
	if row.Spawner != "" {
		t.spawner(row.Spawner).add(row)
	}
}

func (t *Totals) addAll(rows []model.SummaryRow) {
	for i := range rows {
		t.add(&rows[i])
	}
}

func (t *Totals) agent(id string) *agentGroup {
	group, ok := t.agents[id]
	if !ok {
		group = &agentGroup{sessions: map[string]struct{}{}, models: map[string]int64{}}
		t.agents[id] = group
	}
	return group
}

func (a *agentGroup) add(row *model.SummaryRow) {
	a.Group.add(row)
	a.sessions[row.SessionID] = struct{}{}
	if row.Model != "" {
		a.models[row.Model]++
	}
	if key := row.Timestamp.Key(); key > a.lastKey {
		a.last, a.lastKey = row.Timestamp, key
	}
}

func (t *Totals) session(id string) *Session {
	session, ok := t.sessions[id]
	if !ok {
		session = &Session{}
		t.sessions[id] = session
	}
	return session
}

func of(groups map[string]*Group, name string) *Group {
	group, ok := groups[name]
	if !ok {
		group = &Group{}
		groups[name] = group
	}
	return group
}

func bucketOf(seconds float64) int {
	for i, end := range bucketEnds {
		if seconds < end {
			return i
		}
	}
	return BucketCount - 1
}
