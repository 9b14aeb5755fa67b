package database

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
)

//go:embed cost_days.sql
var costDaysSQL string

//go:embed session_days.sql
var sessionDaysSQL string

// dayCounter is a table that counts, by day, how often the rows of a shared table were changed: whoever has read the rows finds out by it which days to
// read again.
type dayCounter struct {
	// rows is the shared table. triggers are the statements that make the triggers, and countAll increments the counters of all days, because nothing is
	// known of the changes before the triggers were there.
	rows, triggers, countAll string
}

// costDays counts changes of costs.
func costDays() dayCounter {
	return dayCounter{"cost_events", costDaysSQL, `INSERT INTO cost_days (day, changes)
	SELECT day, 1 FROM (
		SELECT coalesce(substr(CAST(timestamp AS TEXT), 1, 10), '') AS day FROM cost_events UNION SELECT day FROM daily_rollups
	) WHERE true
	ON CONFLICT (day) DO UPDATE SET changes = changes + 1`}
}

// sessionDays counts changes of sessions.
func sessionDays() dayCounter {
	return dayCounter{"sessions", sessionDaysSQL, `INSERT INTO session_days (day, changes)
	SELECT DISTINCT coalesce(substr(CAST(created_at AS TEXT), 1, 10), ''), 1 FROM sessions WHERE true
	ON CONFLICT (day) DO UPDATE SET changes = changes + 1`}
}

// dayCounters returns all counters.
func dayCounters() []dayCounter { return []dayCounter{costDays(), sessionDays()} }

// created returns the statements that create the triggers, in the words in which SQLite keeps them.
func (c dayCounter) created() []string {
	var found []string
	for _, part := range strings.SplitAfter(c.triggers, "\nEND") {
		if start := strings.Index(part, "\nCREATE TRIGGER "); start >= 0 {
			found = append(found, strings.TrimSpace(part[start:]))
		}
	}
	return found
}

// triggers returns the statements that create all triggers of the program.
func triggers() []string {
	var all []string
	for _, counter := range dayCounters() {
		all = append(all, counter.created()...)
	}
	return all
}

// countAllDays returns the statements that count all days.
func countAllDays() []string {
	var all []string
	for _, counter := range dayCounters() {
		all = append(all, counter.countAll)
	}
	return all
}

// missingTriggers returns the statements that create the triggers that found lacks, or has in other words, and then count all days. A
// view has no triggers of this kind.
func missingTriggers(found schema) []string {
	var steps []string
	for _, counter := range dayCounters() {
		if !found.views[counter.rows] {
			steps = append(steps, counter.missing(found)...)
		}
	}
	return steps
}

func (c dayCounter) missing(found schema) []string {
	var steps []string
	for _, wanted := range c.created() {
		name := createdName(wanted)
		if found.sql[name] != wanted {
			steps = append(steps, "DROP TRIGGER IF EXISTS "+identifier(name), wanted)
		}
	}
	if len(steps) > 0 {
		steps = append(steps, c.countAll)
	}
	return steps
}

// CountsCostDays reports whether the triggers that maintain cost_days are in the file. They are not where it was never opened for
// writing by this release, or where another program made the table anew.
func (db *DB) CountsCostDays(ctx context.Context) (bool, error) { return db.counts(ctx, costDays()) }

// CountsSessionDays reports the same of session_days.
func (db *DB) CountsSessionDays(ctx context.Context) (bool, error) {
	return db.counts(ctx, sessionDays())
}

func (db *DB) counts(ctx context.Context, counter dayCounter) (bool, error) {
	wanted := counter.created()
	names := make([]string, len(wanted))
	for i, trigger := range wanted {
		names[i] = createdName(trigger)
	}
	count, err := Value[int](ctx, db, "SELECT count(*) FROM main.sqlite_master WHERE type = 'trigger' AND any_of(name, ?)", names)
	if err != nil {
		return false, fmt.Errorf("look for triggers: %w", err)
	}
	return count == len(names), nil
}
