package events

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// field is a column of a filter.
type field struct {
	column string
	value  func(model.EventFilter) string
	// index begins with the column.
	index string
	// most is the number of rows up to which the index serves a filter. The index that goes on with the time serves any number.
	most int
}

const (
	// sample is the number of rows up to which the rows of each value are counted to find the rarest value.
	sample = 10_000
	// sortable is the number of rows that are sorted without regret.
	sortable = 1000
)

// fields returns the columns of filters. Of equally rare values the first one is used.
func fields() []field {
	return []field{
		{"session_id", func(f model.EventFilter) string { return f.SessionID }, "idx_agent_events_session_ts_desc", sample},
		{"feature_id", func(f model.EventFilter) string { return f.FeatureID }, "idx_agent_events_feature_ts_desc", sample},
		{"tool_name", func(f model.EventFilter) string { return f.ToolName }, "idx_agent_events_tool_ts_desc", sample},
		{"status", func(f model.EventFilter) string { return f.Status }, "idx_agent_events_status_ts_desc", sample},
		{"model", func(f model.EventFilter) string { return f.Model }, "idx_agent_events_model_ts_desc", sample},
		{"agent_id", func(f model.EventFilter) string { return f.AgentID }, "idx_agent_events_agent_ts_desc", sample},
		{"event_type", func(f model.EventFilter) string { return f.EventType }, "idx_agent_events_type", sortable},
	}
}

// lead is the way to the rows of a filter.
type lead struct {
	// column is the one whose index leads to the fewest rows, "" where none is worth it.
	column string
	// kinds are those of all rows that can match, where their index leads to fewer rows; nil otherwise.
	kinds []string
	// nowhere says that no row matches.
	nowhere bool
}

// leadTo returns the best way to the rows of a filter. Where there is a choice it takes a statement, which reads a bounded part of each index,
// and two more where all values of the filter are common.
func (r *Repository) leadTo(ctx context.Context, filter model.EventFilter) (lead, error) {
	choices := slices.DeleteFunc(fields(), func(f field) bool { return f.value(filter) == "" || !r.db.HasIndex(f.index) })
	if len(choices) == 0 {
		return lead{}, nil
	}
	if len(choices) == 1 && choices[0].most == sample {
		return lead{column: choices[0].column}, nil
	}
	column, fewest, err := r.fewest(ctx, filter, choices)
	if _, set := kindValues(filter); err != nil || fewest <= sortable || set < 2 || !r.db.HasIndex(kindIndex) {
		return lead{column: column}, err
	}
	kinds, known, err := r.kindsOf(ctx, filter)
	if err != nil || !known {
		return lead{column: column}, err
	}
	if len(kinds) == 0 {
		return lead{nowhere: true}, nil
	}
	if count, err := r.countKinds(ctx, kinds, sample); err != nil || count >= min(fewest, sample) {
		return lead{column: column}, err
	}
	return lead{kinds: kinds}, nil
}

// fewest counts the rows of each value, up to a limit, and returns the column of the value with the fewest, "" where that has too many, and the
// number of its rows.
func (r *Repository) fewest(ctx context.Context, filter model.EventFilter, choices []field) (column string, rows int, err error) {
	type counted struct {
		Position int `bun:"position"`
		Events   int `bun:"events"`
	}
	var counts []string
	var args []any
	for i, choice := range choices {
		counts = append(counts, "SELECT ? AS position, (SELECT count(*) FROM (SELECT 1 FROM agent_events WHERE "+choice.column+" = ? LIMIT ?) AS some) AS events")
		args = append(args, database.Number(i), choice.value(filter), database.Number(choice.most))
	}
	found, err := database.Select[counted](ctx, r.db, strings.Join(counts, " UNION ALL ")+" ORDER BY position", args...)
	if err != nil {
		return "", 0, fmt.Errorf("find the rarest value of a filter: %w", err)
	}
	rows = sample + 1
	for _, one := range found {
		choice := choices[one.Position]
		if tooMany := one.Events == choice.most && choice.most < sample; !tooMany && one.Events < rows {
			column, rows = choice.column, one.Events
		}
	}
	return column, rows, nil
}

// hasID is true for events that a request can name: the schema permits rows without an id.
const hasID = "unindexed(event_id) IS NOT NULL"

// isRoot is true for events without a stored parent. An event that is its own parent has none.
const isRoot = `(coalesce(parent_event_id, '') IN ('', event_id) OR
	NOT EXISTS (SELECT 1 FROM agent_events AS parent WHERE parent.event_id = agent_events.parent_event_id))`

// where returns the condition of the rows of a filter to which a lead leads, without the time range.
func (l lead) where(filter model.EventFilter) query.Where {
	w := whereFields(filter, l.column)
	if l.kinds != nil {
		w.And("any_of("+kind+", ?)", l.kinds)
	}
	return w
}

// whereEvents turns a filter into a condition, without its time range, which the timeline handles. An index serves the columns in served,
// and no others.
func whereEvents(filter model.EventFilter, served ...string) query.Where {
	w := whereFields(filter, served...)
	w.And(hasID)
	return w
}

// whereFields is whereEvents for all rows, also those without an id.
func whereFields(filter model.EventFilter, served ...string) query.Where {
	var w query.Where
	for _, f := range fields() {
		if slices.Contains(served, f.column) {
			w.Owned(f.column, f.value(filter))
		} else {
			w.Equal(f.column, f.value(filter))
		}
	}
	if filter.SpawnerType != "" {
		w.And(spawnerType+" = ?", filter.SpawnerType)
	}
	if filter.Roots {
		w.And(isRoot)
	}
	if len(filter.EventTypes) > 0 {
		w.And("any_of(unindexed(event_type), ?)", filter.EventTypes)
	}
	w.Words(filter.Query, "input_summary", "output_summary")
	return w
}
