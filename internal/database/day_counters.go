package database

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
)

//go:embed cost_days.sql
var costDaysSQL string

// countAllCostDays increments the counters of all days, because nothing is known of the changes before the triggers were there.
const countAllCostDays = `INSERT INTO cost_days (day, changes)
	SELECT day, 1 FROM (
		SELECT coalesce(substr(CAST(timestamp AS TEXT), 1, 10), '') AS day FROM cost_events UNION SELECT day FROM daily_rollups
	) WHERE true
	ON CONFLICT (day) DO UPDATE SET changes = changes + 1`

// triggers returns the statements that create the triggers of the program, in the words in which SQLite keeps them.
func triggers() []string {
	var found []string
	for _, part := range strings.SplitAfter(costDaysSQL, "\nEND") {
		if start := strings.Index(part, "\nCREATE TRIGGER "); start >= 0 {
			found = append(found, strings.TrimSpace(part[start:]))
		}
	}
	return found
}

// missingTriggers returns the statements that create the triggers that found lacks, or has in other words, and then count all days. A
// view has no triggers of this kind.
func missingTriggers(found schema) []string {
	if found.views["cost_events"] {
		return nil
	}
	var steps []string
	for _, wanted := range triggers() {
		name := createdName(wanted)
		if found.sql[name] != wanted {
			steps = append(steps, "DROP TRIGGER IF EXISTS "+identifier(name), wanted)
		}
	}
	if len(steps) > 0 {
		steps = append(steps, countAllCostDays)
	}
	return steps
}

// CountsCostDays reports whether the triggers that maintain cost_days are in the file. They are not where it was never opened for
// writing by this release, or where another program made the table anew.
func (db *DB) CountsCostDays(ctx context.Context) (bool, error) {
	wanted := triggers()
	names := make([]string, len(wanted))
	for i, trigger := range wanted {
		names[i] = createdName(trigger)
	}
	count, err := Value[int](ctx, db, "SELECT count(*) FROM main.sqlite_master WHERE type = 'trigger' AND any_of(name, ?)", names)
	if err != nil {
		return false, fmt.Errorf("look for triggers: %w", err)
	}
	return count == len(wanted), nil
}
