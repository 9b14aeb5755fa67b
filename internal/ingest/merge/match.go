package merge

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// matchExisting finds the rows that sources mean by ids that other sources may not know, and returns the observations with the ids of these
// rows instead. What is known of such ids is kept as aliases.
func (b *batch) matchExisting(ctx context.Context, observations []ingest.Observation) ([]ingest.Observation, error) {
	ids, fingerprints := reportedIDs(observations)
	stored, err := b.stored.Aliases(ctx, ids, fingerprints)
	if err != nil {
		return nil, err
	}
	for _, a := range stored {
		b.aliases.add(a)
	}
	for _, c := range candidatesOf(observations) {
		b.aliases.match(c, b.now)
	}
	for _, c := range sayings(observations) {
		b.aliases.matchSaying(c)
	}
	if len(b.aliases.byID) == 0 {
		return observations, nil
	}
	canonical := make([]ingest.Observation, len(observations))
	for i, o := range observations {
		canonical[i] = b.aliases.withCanonicalIDs(o)
	}
	return canonical, nil
}

// reportedIDs returns the ids that may be aliases, and the fingerprints of what observations are about.
func reportedIDs(observations []ingest.Observation) (ids, fingerprints []string) {
	named, matched := newSet(), newSet()
	for _, o := range observations {
		switch {
		case o.Event != nil:
			named.add(o.Event.ParentID, o.Event.Continues)
			if o.Event.Fingerprint != nil {
				named.add(o.Event.ID)
				matched.add(o.Event.Fingerprint.Key)
			}
		case o.Usage != nil:
			named.add(o.Usage.EventID)
			if o.Usage.Fingerprint != nil {
				named.add(o.Usage.ID)
				matched.add(o.Usage.Fingerprint.Key)
			}
		case o.Stop != nil:
			named.add(o.Stop.Except)
		case o.Message != nil && o.Message.Fingerprint != nil:
			named.add(o.Message.SayingID())
			matched.add(o.Message.Fingerprint.Key)
		}
	}
	return named.list, matched.list
}

// candidate is an id that may mean a row with another id.
type candidate struct {
	ingest.AliasRow
	within time.Duration
	// repeated is how far apart its source may report it twice.
	repeated time.Duration
	// usage is what the id is reported for, nil for an event.
	usage *ingest.Usage
}

// candidatesOf returns what is reported under ids that other sources may not know, each id once. Of a usage that grows within the batch the
// last state counts: it is the one that other sources report.
func candidatesOf(observations []ingest.Observation) []*candidate {
	var list []*candidate
	byID := map[string]*candidate{}
	add := func(c candidate, print *ingest.Fingerprint) {
		c.Fingerprint, c.Source, c.IsShared = print.Key, print.Source, print.IsShared
		c.within, c.repeated = print.Within, print.Repeated
		if known := byID[c.ID]; known != nil {
			known.extend(&c)
			return
		}
		byID[c.ID] = &c
		list = append(list, &c)
	}
	for _, o := range observations {
		switch {
		case o.Event != nil && o.Event.Fingerprint != nil:
			add(candidate{AliasRow: ingest.AliasRow{
				ID: o.Event.ID, At: o.Event.At, Until: endOf(o.Event), Text: promptBeginning(o.Event), ToolUseID: o.Event.ToolUseID,
			}}, o.Event.Fingerprint)
		case o.Usage != nil && o.Usage.Fingerprint != nil:
			add(candidate{AliasRow: ingest.AliasRow{ID: o.Usage.ID, At: o.Usage.At}, usage: o.Usage}, o.Usage.Fingerprint)
		}
	}
	return list
}

// extend adds what a later observation of the same id says.
func (c *candidate) extend(later *candidate) {
	keepEarlier(&c.At, later.At)
	if later.Until.Compare(c.Until) > 0 {
		c.Until = later.Until
	}
	keepLonger(&c.Text, later.Text)
	setIfEmpty(&c.ToolUseID, later.ToolUseID)
	if c.usage == nil || later.usage == nil || compareTokens(later.usage, c.usage) > 0 {
		c.Fingerprint, c.usage = later.Fingerprint, later.usage
	}
}

// match finds the row that a source means: of the rows with the same fingerprint that the source has not reported yet, or reports twice, the
// closest in time. Without one the id is that of a new row.
func (a *aliases) match(c *candidate, now model.Instant) {
	reported := &c.AliasRow
	if reported.At == "" {
		reported.At = now
	}
	if reported.Until == "" {
		reported.Until = reported.At
	}
	known := a.byID[reported.ID]
	if known != nil && known.Source == ingest.SourceContinuation && reported.Source != ingest.SourceTelemetry {
		known = nil // the user wrote it after all
	}
	if known != nil && known.Fingerprint == reported.Fingerprint {
		return
	}
	reported.RowID = reported.ID
	if known != nil { // a growing usage has another fingerprint than before, and is the same row
		reported.RowID, reported.ToolUseID = known.RowID, known.ToolUseID
	} else if same := a.closest(c); same != nil {
		reported.RowID, reported.ToolUseID = same.RowID, same.ToolUseID
		a.relinked.add(reported.ID)
	}
	a.add(reported)
	a.found = append(a.found, reported)
}

// closest returns the alias of the row that is meant, nil for none.
func (a *aliases) closest(c *candidate) *ingest.AliasRow {
	var best *ingest.AliasRow
	reported, least := &c.AliasRow, math.Inf(1)
	from, to := reach(reported, c.within)
	for _, other := range a.byFingerprint[reported.Fingerprint] {
		if other.Until < from || other.At > to || !c.canBe(other) {
			continue // cheaper to find out than the distance
		}
		distance := distance(reported, other)
		if distance <= c.within.Seconds() && distance < least && a.canMatch(c, other) {
			best, least = other, distance
		}
	}
	return best
}

// canMatch reports whether a reported id may mean the row of another alias: all reports of that row must be reports of the same thing.
func (a *aliases) canMatch(c *candidate, other *ingest.AliasRow) bool {
	if a.byID[other.ID] != other {
		return false // its fingerprint is that of a usage that grew since
	}
	for _, alias := range a.byFingerprint[c.Fingerprint] {
		if alias.RowID == other.RowID && a.byID[alias.ID] == alias && !c.canBe(alias) {
			return false
		}
	}
	return true
}

// canBe reports whether an alias may be another report of the same thing, as far as their sources, ids and texts tell: no source reports a thing
// twice, unless it repeats itself at almost the same time, two ids that all sources share are two things, and the texts must be compatible.
func (c *candidate) canBe(alias *ingest.AliasRow) bool {
	switch {
	case alias.IsShared && c.IsShared:
		return false
	case alias.Source == c.Source:
		return c.repeated > 0 && alias.Text == c.Text && distance(&c.AliasRow, alias) <= c.repeated.Seconds()
	default:
		return textsCompatible(alias.Text, c.Text)
	}
}

// textsCompatible reports whether two texts may be the beginning of one prompt, of which a source may know only a part.
func textsCompatible(a, b string) bool {
	return a == "" || b == "" || strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// reach returns the times before and after which nothing is close enough.
func reach(a *ingest.AliasRow, within time.Duration) (from, to model.Instant) {
	start, ok := a.At.Time()
	end, ok2 := a.Until.Time()
	if !ok || !ok2 {
		return "", ""
	}
	return model.NewInstant(start.Add(-within)), model.NewInstant(end.Add(within))
}

// distance is the number of seconds between two reports, of which some know the beginning alone, some the end, and some both; infinite
// where a time is not one.
func distance(a, b *ingest.AliasRow) float64 {
	after, ok := a.At.Seconds(b.Until)
	before, ok2 := b.At.Seconds(a.Until)
	if !ok || !ok2 {
		return math.Inf(1)
	}
	return max(0, after, before)
}

// endOf is when a reported event ended, "" where its source does not say.
func endOf(o *ingest.Event) model.Instant {
	at, ok := o.At.Time()
	if !ok || o.DurationSeconds == nil {
		return ""
	}
	return model.NewInstant(at.Add(time.Duration(*o.DurationSeconds * float64(time.Second))))
}

// promptBeginning is the beginning of a prompt, without secrets: these are redacted before.
func promptBeginning(o *ingest.Event) string {
	if o.ToolName != model.ToolUserQuery {
		return ""
	}
	const length = 80
	text := []rune(strings.Join(strings.Fields(o.Input), " "))
	return string(text[:min(len(text), length)])
}
