package prune

import (
	_ "embed"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
)

//go:embed roll_up.sql
var rollUpSQL string

//go:embed pruned_events.sql
var prunedEventsSQL string

//go:embed pruned_costs.sql
var prunedCostsSQL string

// rollups is a table of roll-ups. key are the columns of its primary key, and of what they are made of what is pruned.
type rollups struct{ table, key, keyOf string }

// tables are all tables of roll-ups. Other programs read daily_rollups; quarter_rollups divides the same into quarters of an hour.
var tables = [...]rollups{
	{"daily_rollups", "day, project, agent_id, model, tool_name", "substr(quarter, 1, 10), project, agent_id, model, tool_name"},
	{"quarter_rollups", "quarter, project, agent_id, model, tool_name, program", "quarter, project, agent_id, model, tool_name, program"},
}

// figures are the columns of a table that are added up.
func (r rollups) figures() []string {
	figures := []string{
		"events", "errors", "event_tokens", "requests", "unpriced_requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens",
		"thought_tokens", "total_tokens", "cost_micro_usd",
	}
	if r.table == "quarter_rollups" {
		figures = append(figures, "stated_tokens")
	}
	return figures
}

// add returns the statement that adds what is pruned to the table.
func (r rollups) add(pruned database.Fragment) database.Fragment {
	var sums, added []string
	for _, name := range r.figures() {
		sums = append(sums, "as_integer(sum(as_number("+name+")))")
		added = append(added, name+" = "+r.table+"."+name+" + excluded."+name)
	}
	list := func(names []string) database.Fragment { return database.SQL(strings.Join(names, ", ")) }
	return database.SQL(rollUpSQL, database.Args{
		"table": database.SQL(r.table), "key": database.SQL(r.key), "key_of": database.SQL(r.keyOf), "figures": list(r.figures()),
		"sums": list(sums), "added": list(added), "pruned": pruned,
	})
}

// prunedEvents returns the statement that sums events by their row numbers.
func prunedEvents(rows []int64) database.Fragment {
	return database.SQL(prunedEventsSQL, database.Args{
		"quarter": database.SQL(costs.QuarterOf("agent_events.timestamp")), "has_requests": database.SQL(costs.HasRequests),
		"errors": model.ErrorStatuses(), "rows": rows,
	})
}

// prunedCosts returns the statement that sums requests by their row numbers.
func prunedCosts(rows []int64) database.Fragment {
	return database.SQL(prunedCostsSQL, database.Args{
		"quarter": database.SQL(costs.QuarterOf("cost_events.timestamp")), "agent": database.SQL(costs.Agent),
		"micros": database.SQL(costs.Micros), "is_request": database.SQL(costs.IsRequest), "rows": rows,
	})
}
