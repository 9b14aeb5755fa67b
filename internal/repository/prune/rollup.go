package prune

import (
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
)

// rollUpEvents returns the statement that adds events to the roll-ups. Its placeholders are the condition on the rows and the
// statuses that are errors. Sums are made of floating point numbers, which hostile ones do not make fail.
func rollUpEvents() string {
	return rollUp("agent_events", []rollUpSum{
		{"events", "count(*)"},
		{"errors", "count(CASE WHEN agent_events.status IN (?1) THEN 1 END)"},
		{"event_tokens", "sum(CAST(cost_tokens AS DOUBLE PRECISION))"},
	}, "")
}

// rollUpCosts does so with requests.
func rollUpCosts() string {
	return rollUp("cost_events", []rollUpSum{
		{"requests", "count(*)"},
		{"unpriced_requests", costs.CountUnpriced},
		{"input_tokens", costs.SumInput},
		{"output_tokens", costs.SumOutput},
		{"total_tokens", costs.SumTotal},
		{"cache_read_tokens", costs.SumCacheRead},
		{"cache_write_tokens", costs.SumCacheWrite},
		{"thought_tokens", costs.SumThoughts},
		{"cost_micro_usd", costs.SumMicros},
	}, costs.JoinUsage+" WHERE "+costs.IsRequest+" AND ")
}

// rollUpSum is a column of daily_rollups and what it adds up.
type rollUpSum struct{ column, expression string }

// rollUpSums are all such columns.
func rollUpSums() []string {
	return []string{
		"events", "errors", "event_tokens", "requests", "unpriced_requests", "input_tokens", "output_tokens", "total_tokens",
		"cache_read_tokens", "cache_write_tokens", "thought_tokens", "cost_micro_usd",
	}
}

const rollUpKey = "day, project, agent_id, model, tool_name"

// rollUp returns the statement that adds rows of a table to the roll-ups. The rest of the statement is what is joined, up to the
// condition on the rows.
func rollUp(table string, sums []rollUpSum, rest string) string {
	known := map[string]string{}
	for _, sum := range sums {
		known[sum.column] = "CAST(coalesce(" + sum.expression + ", 0) AS BIGINT)"
	}
	var values, updates []string
	columns := rollUpSums()
	for _, column := range columns {
		value, ok := known[column]
		if !ok {
			value = "0"
		}
		values = append(values, value)
		updates = append(updates, column+" = daily_rollups."+column+" + excluded."+column)
	}
	if rest == "" {
		rest = " WHERE "
	}
	return "INSERT INTO daily_rollups (" + rollUpKey + ", " + strings.Join(columns, ", ") + ") SELECT substr(CAST(" + table + ".timestamp AS TEXT), 1, 10), " +
		"coalesce(" + database.JSONText("sessions.metadata", "cwd") + ", ''), " + textOf(table+".agent_id") + ", " + textOf(table+".model") + ", " +
		textOf(table+".tool_name") + ", " + strings.Join(values, ", ") + " FROM " + table + " LEFT JOIN sessions ON sessions.session_id = " + table +
		".session_id" + rest + "? GROUP BY 1, 2, 3, 4, 5 ON CONFLICT (" + rollUpKey + ") DO UPDATE SET " + strings.Join(updates, ", ")
}

func textOf(column string) string { return "coalesce(CAST(" + column + " AS TEXT), '')" }
