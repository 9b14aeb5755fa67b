package query

import (
	"context"
	_ "embed"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed timeline.sqlite.sql
var timelineSQLite string

//go:embed timeline_ceiling.sqlite.sql
var timelineCeilingSQLite string

// chosen are the ids of a page among its candidates.
const chosen = "SELECT id FROM candidate ORDER BY instant_key(at) DESC, id DESC LIMIT :limit OFFSET :offset"

// chosenByBytes are those up to the row with which the long texts have :most bytes.
const chosenByBytes = `SELECT id FROM (
    SELECT id, sum(bytes) OVER (ORDER BY position DESC, id DESC ROWS UNBOUNDED PRECEDING) - bytes AS before FROM (
        SELECT candidate.id AS id, instant_key(candidate.at) AS position, :bytes AS bytes FROM candidate JOIN :table ON :table.:id = candidate.id
        ORDER BY position DESC, candidate.id DESC LIMIT :limit OFFSET :offset) AS page) AS counted
    WHERE before < :most`

// Timeline is a table whose rows are shown newest first, by instant and then by id. There is
// an index on the text of the time column, but the order of the text is not the order of time:
// within one day all texts with a space come before all with a 'T'. (model.Instant lists three
// forms; the two with 'T' differ only in their suffix.) Only two things are certain: days sort
// correctly, and within a day each form is in order by itself. So a page of n rows is among
//
//   - the first n rows by text (complete for all days but the last of them),
//   - the first n rows of the form with 'T' on that last day,
//   - the first n rows of the form with a space on that last day,
//
// each an index range that ends after n matches, whatever the size of the table. A boundary
// that cuts through a second takes the whole second, because suffixes may disorder it.
type Timeline struct {
	Table string
	Time  string
	ID    string
	// Bytes is the length of the long texts of a row, for pages that are bounded by it; "" for a table without such pages.
	Bytes string
}

// Span is a time range of a timeline. Empty instants are no bounds.
type Span struct {
	Since, Until model.Instant
}

// EndOfTime sorts after every stored timestamp.
const EndOfTime = "~"

// Page returns one page of a timeline as rows of type T. columns is the select list. It is one statement.
func Page[T any](ctx context.Context, db database.Querier, t Timeline, columns string, filter Where, bounds Span, page model.Page) ([]T, error) {
	return database.Select[T](ctx, db, "?", t.statement(columns, filter, bounds, page))
}

// ceiling is the upper end of a page: all of its rows are of an earlier day or, on the day, fulfil exact.
type ceiling struct {
	// day is a date, such as 2026-03-18; clock is the time of that day up to its second, such as 15:29:06.
	day, clock string
	exact      Where
}

// top returns the ceiling that a cursor or the end of the span sets, whichever is lower.
func (t Timeline) top(bounds Span, page model.Page) *ceiling {
	after := page.After
	key := "instant_key(" + t.Time + ")"
	var exact Where
	low := ""
	if bounds.Until != "" {
		low = bounds.Until.Key()
		exact.And(key+" <= ?", low)
	}
	if after != nil {
		comparison := " < "
		if page.Inclusive {
			comparison = " <= "
		}
		exact.And("("+key+" < :key OR ("+key+" = :key AND "+t.ID+comparison+":id))", database.Args{"key": after.Key, "id": after.ID})
		if low == "" || after.Key < low {
			low = after.Key
		}
	}
	if low == "" {
		return nil
	}
	return &ceiling{day: dayOf(low), clock: clockOf(low), exact: exact}
}

// dayOf returns the day of a key. The key of a text that is not a timestamp begins with the text itself.
func dayOf(key string) string {
	return strings.TrimSuffix(model.Instant(key).Day(), " ")
}

// clockOf returns the time of day of a key up to its second, completed where zeros were trimmed away.
func clockOf(key string) string {
	const full = "00:00:00"
	clock := key[min(len(key), len("2006-01-02 ")):]
	clock, _, _ = strings.Cut(clock, ".")
	if len(clock) < len(full) {
		clock += full[len(clock):]
	}
	return clock[:len(full)]
}

// statement returns the statement of a page.
func (t Timeline) statement(columns string, filter Where, bounds Span, page model.Page) database.Fragment {
	// The ranges within a day have bounds of their own, so the start of the span must not offer the index another one there.
	ranged, inside := filter.Clone(), filter.Clone()
	ranged.Within(t.Time, Span{Since: bounds.Since})
	inside.Inside(t.Time, Span{Since: bounds.Since})
	args := database.Args{
		"table": database.SQL(t.Table), "time": database.SQL(t.Time), "id": database.SQL(t.ID), "columns": database.SQL(columns), "filter": ranged.SQL(), "inside": inside.SQL(),
		"below": EndOfTime, "ceiling": database.SQL(""), "reach": database.Number(page.Offset + page.Limit),
		"limit": database.Number(page.Limit), "offset": database.Number(page.Offset),
	}
	args["chosen"] = database.SQL(chosen, args)
	if page.Bytes > 0 {
		args["chosen"] = database.SQL(chosenByBytes, args.With(database.Args{"bytes": database.SQL(t.Bytes), "most": page.Bytes}))
	}
	if top := t.top(bounds, page); top != nil {
		args["below"] = top.day
		args["ceiling"] = database.PerDialect(map[string]string{database.SQLite: timelineCeilingSQLite}, args.With(database.Args{
			"exact": top.exact.SQL(), "top_iso": top.day + "T",
			"top_iso_end": top.day + "T" + top.clock + EndOfTime, "top_spaced_end": top.day + " " + top.clock + EndOfTime,
		}))
	}
	return database.PerDialect(map[string]string{database.SQLite: timelineSQLite}, args)
}
