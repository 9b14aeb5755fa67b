package query

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Timeline is a table whose rows are shown newest first, by instant and then by id. There is
// an index on the text of the time column, but the order of the text is not the order of time:
// within one day all texts with a space come before all with a 'T'. What holds is that days sort
// alike, and that within a day each form is in order by itself. So a page of n rows is among
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
}

// Span bounds a timeline from both sides; empty instants do not bound.
type Span struct {
	Since, Until model.Instant
}

// EndOfTime sorts after every stored timestamp.
const EndOfTime = "~"

// Page reads one page of the timeline into dest, a pointer to a slice of row structs.
// columns is the select list. It is one statement.
func (t Timeline) Page(ctx context.Context, q bun.IDB, dest any, columns string, filter Where, bounds Span, page model.Page) error {
	query, args := t.statement(columns, filter, bounds, page)
	return q.NewRaw(query, args...).Scan(ctx, dest)
}

// ceiling is the upper end of a page: all of its rows are below the day or, on the day, at
// or below the key.
type ceiling struct {
	day    string
	second string
	// exact is the condition that holds for rows of the day.
	exact Where
}

// top returns the ceiling that a cursor or the end of the span sets, whichever is lower.
func (t Timeline) top(bounds Span, after *model.Cursor) *ceiling {
	key := database.InstantKey(t.Time)
	var exact Where
	low := ""
	if bounds.Until != "" {
		low = bounds.Until.Key()
		exact.And(key+" <= ?", low)
	}
	if after != nil {
		exact.And("("+key+" < ? OR ("+key+" = ? AND "+t.ID+" < ?))", database.TextValue(after.Key), database.TextValue(after.Key), database.TextValue(after.ID))
		if low == "" || after.Key < low {
			low = after.Key
		}
	}
	if low == "" {
		return nil
	}
	return &ceiling{day: dayOf(low), second: secondOf(low), exact: exact}
}

// dayOf returns the day of a key; of what is no time, the stored text itself.
func dayOf(key string) string {
	return strings.TrimSuffix(model.Instant(key).Day(), " ")
}

// secondOf returns the clock of a key up to its second, completed where zeros were trimmed away.
func secondOf(key string) string {
	const full = "00:00:00"
	clock := key[min(len(key), len("2006-01-02 ")):]
	clock, _, _ = strings.Cut(clock, ".")
	if len(clock) < len(full) {
		clock += full[len(clock):]
	}
	return clock[:len(full)]
}

// statement builds the query of a page. The numbered arguments are the filter, the day of
// the ceiling, the number of rows that can matter, and the page.
func (t Timeline) statement(columns string, filter Where, bounds Span, page model.Page) (string, []any) {
	key := database.InstantKey(t.Time)
	since := ""
	if bounds.Since != "" {
		since = bounds.Since.Day()
		filter = filter.Clone()
		filter.And(t.Time+" >= ? AND "+key+" >= ?", since, bounds.Since.Key())
	}
	top := t.top(bounds, page.After)
	below := EndOfTime
	if top != nil {
		below = top.day
	}
	args := []any{filter.SQL(), below, page.Offset + page.Limit, page.Limit, page.Offset}
	b := &builder{Timeline: t}
	b.cte("head", "?0 AND {t} < ?1")
	b.raw("edge", "SELECT CASE WHEN count(*) = ?2 THEN substr(min(at), 1, 10) END AS day FROM head")
	b.segment("iso", "?0 AND {t} >= (SELECT day || 'T' FROM edge) AND {t} < (SELECT day || 'U' FROM edge) AND {t} < ?1")
	b.segment("spaced", "?0 AND {t} >= (SELECT day FROM edge) AND {t} < (SELECT day || 'T' FROM edge) AND {t} < ?1")
	if top != nil {
		args = append(args, top.exact.SQL(), top.day+"T", top.day+"T"+top.second+EndOfTime, top.day+" "+top.second+EndOfTime)
		b.segment("top_iso", "?0 AND ?5 AND {t} >= ?6 AND {t} < ?7")
		b.segment("top_spaced", "?0 AND ?5 AND {t} >= ?1 AND {t} < ?8")
	}
	return b.build(columns, key), args
}

// builder joins the parts of a page's statement.
type builder struct {
	Timeline
	ctes    []string
	sources []string
}

// raw adds a common table expression that is computed once.
func (b *builder) raw(name, query string) {
	b.ctes = append(b.ctes, name+" AS MATERIALIZED ("+query+")")
}

// cte adds the newest rows by text for which condition holds, as many as can matter.
func (b *builder) cte(name, condition string) {
	b.raw(name, b.expand("SELECT {id} AS id, {t} AS at FROM {table} WHERE "+condition+" ORDER BY {t} DESC LIMIT ?2"))
	b.sources = append(b.sources, "SELECT id, at FROM "+name)
}

// segment adds a range like cte and, beside it, the rest of the second in which its limit fell.
func (b *builder) segment(name, condition string) {
	b.cte(name, condition)
	b.sources = append(b.sources, b.expand("SELECT {id}, {t} FROM {table} WHERE "+condition+
		" AND {t} >= (SELECT substr(min(at), 1, 19) FROM "+name+") AND {t} <= (SELECT min(at) FROM "+name+")"))
}

func (b *builder) expand(template string) string {
	return strings.NewReplacer("{t}", b.Time, "{id}", b.ID, "{table}", b.Table).Replace(template)
}

func (b *builder) build(columns, key string) string {
	candidates := strings.Join(b.sources, "\nUNION ")
	return b.expand("WITH " + strings.Join(b.ctes, ",\n") + ",\ncandidate AS (" + candidates + ")\n" +
		"SELECT " + columns + " FROM {table} WHERE {id} IN (SELECT id FROM candidate ORDER BY " + database.InstantKey("at") +
		" DESC, id DESC LIMIT ?3 OFFSET ?4)\nORDER BY " + key + " DESC, {id} DESC")
}
