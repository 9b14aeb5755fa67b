package events

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// The kind of an event is what it has in the columns of which all events together have few values. Its index answers which kinds there are, and
// leads to the events of some of them, where each value of a filter alone has many events.
const (
	// kind must be the expression of the index, word for word, or the index is not used.
	kind = "(coalesce(status, '') || char(31) || coalesce(agent_id, '') || char(31) || coalesce(event_type, '') || char(31) || coalesce(model, '') || char(31) || coalesce(tool_name, ''))"
	// kindIndex is the index on it.
	kindIndex = "idx_agent_events_kind"
	// kindParts separates its parts.
	kindParts = "\x1f"
	// maxKinds is the number of kinds up to which they are listed, each of which takes a step in the index.
	maxKinds = 2000
)

// kindValues returns the values of a filter in the order of the parts of a kind, and how many of them are set.
func kindValues(f model.EventFilter) (values []string, set int) {
	values = []string{f.Status, f.AgentID, f.EventType, f.Model, f.ToolName}
	for _, value := range values {
		if value != "" {
			set++
		}
	}
	return values, set
}

// kindsOf returns the kinds of events that match the filter, and false where there are too many kinds to say. It is a statement with a step for
// each kind.
func (r *Repository) kindsOf(ctx context.Context, filter model.EventFilter) (kinds []string, known bool, err error) {
	all, err := database.Select[string](ctx, r.db, `WITH RECURSIVE kinds(kind) AS (
			SELECT (SELECT `+kind+` FROM agent_events ORDER BY `+kind+` LIMIT 1)
			UNION ALL
			SELECT (SELECT `+kind+` FROM agent_events WHERE `+kind+` > kinds.kind ORDER BY `+kind+` LIMIT 1) FROM kinds WHERE kinds.kind IS NOT NULL
		)
		SELECT kind FROM kinds WHERE kind IS NOT NULL LIMIT ?`, database.Number(maxKinds+1))
	if err != nil {
		return nil, false, fmt.Errorf("list the kinds of events: %w", err)
	}
	if len(all) > maxKinds {
		return nil, false, nil
	}
	wanted, _ := kindValues(filter)
	for _, one := range all {
		matches, ok := matchesKind(one, wanted)
		if !ok {
			return nil, false, nil
		}
		if matches {
			kinds = append(kinds, one)
		}
	}
	return kinds, true, nil
}

// matchesKind reports whether a kind has all wanted values. It returns false for a kind that cannot be taken apart, because a value contains what
// separates the parts.
func matchesKind(one string, wanted []string) (matches, ok bool) {
	parts := strings.Split(one, kindParts)
	if len(parts) != len(wanted) {
		return false, false
	}
	for i, part := range parts {
		if wanted[i] != "" && part != wanted[i] {
			return false, true
		}
	}
	return true, true
}

// countByKinds returns the number of events that match a filter of nothing but several parts of a kind, and false where it has another value or
// the kinds do not tell. It reads the index alone.
func (r *Repository) countByKinds(ctx context.Context, filter model.EventFilter) (count int64, known bool, err error) {
	rest := filter
	rest.Status, rest.AgentID, rest.EventType, rest.Model, rest.ToolName = "", "", "", "", ""
	if _, set := kindValues(filter); set < 2 || !reflect.ValueOf(rest).IsZero() || !r.db.HasIndex(kindIndex) {
		return 0, false, nil
	}
	kinds, known, err := r.kindsOf(ctx, filter)
	if err != nil || !known || len(kinds) == 0 {
		return 0, known, err
	}
	unnamed := whereFields(filter)
	count, err = database.Value[int64](ctx, r.db, `SELECT (SELECT count(*) FROM agent_events WHERE any_of(`+kind+`, ?))
		- (SELECT count(*) FROM agent_events WHERE event_id IS NULL AND ?)`, kinds, unnamed.SQL())
	if err != nil {
		return 0, false, fmt.Errorf("count the events of all kinds that match: %w", err)
	}
	return count, true, nil
}

// Statuses returns the statuses that events have, at most limit; idx_agent_events_status_ts_desc serves it.
func (r *Repository) Statuses(ctx context.Context, limit int) ([]model.Status, error) {
	statuses, err := query.Distinct(ctx, r.db, "agent_events", "status", limit)
	return query.FromRows(statuses, func(s *string) model.Status { return model.Status(*s) }), err
}

// countKinds returns the number of events of some kinds, up to most.
func (r *Repository) countKinds(ctx context.Context, kinds []string, most int) (int, error) {
	count, err := database.Value[int](ctx, r.db,
		"SELECT count(*) FROM (SELECT 1 FROM agent_events WHERE any_of("+kind+", ?) LIMIT ?) AS some", kinds, database.Number(most))
	if err != nil {
		return 0, fmt.Errorf("count the events of some kinds: %w", err)
	}
	return count, nil
}
