package web

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// sessionLimit is the default number of sessions on a page.
const sessionLimit = 50

// foldedLimit is the number of sessions that are named below the one that started them.
const foldedLimit = 20

// unknownStatus is shown for a session without a status.
const unknownStatus = "unknown"

// Sessions shows the list of sessions, and the page of each session.
type Sessions struct {
	render    *renderer
	sessions  *session.Service
	list      *sessionlist.Service
	activity  *activity.Service
	analytics *analytics.Service
	spawners  *spawner.Service
	reading   reading
}

// sessionsView is the data of the sessions' template.
type sessionsView struct {
	Query sessionsQuery
	Page  sessionlist.Page
	Days  []sessionDay
	// Zone is the time zone of the days. Problem says why the filter cannot be read, "" where it can.
	Zone, Problem string
	Sorts         []sortChoice
	// Path leads to this page of the list, FirstPath to the first page, PreviousPath to the one before ("" on the first), NextPath to the next one ("" on
	// the last). ShownPath leads to the list with automated sessions, HiddenPath to the one without, AnyStatusPath to sessions with any status.
	Path, FirstPath, PreviousPath, NextPath, ShownPath, HiddenPath, AnyStatusPath string
}

// IsFiltered reports whether the list has a filter.
func (v sessionsView) IsFiltered() bool { return v.Query.Filter != "" || v.Query.Status != "" }

// IsIgnoring reports whether a field of the filter means nothing here.
func (v sessionsView) IsIgnoring() bool { return len(v.Page.Ignored) > 0 }

// sortChoice is an order that a list can have.
type sortChoice struct{ Value, Name string }

// sortChoices returns the orders as the page names them.
func sortChoices() []sortChoice {
	names := map[sessionlist.Sort]string{
		sessionlist.ByRecent: "Recent", sessionlist.ByStart: "Started", sessionlist.ByCost: "Cost", sessionlist.ByTokens: "Tokens",
		sessionlist.ByPrompts: "Prompts", sessionlist.ByFailed: "Failed", sessionlist.ByDuration: "Duration",
	}
	var choices []sortChoice
	for _, each := range sessionlist.Sorts() {
		choices = append(choices, sortChoice{string(each), names[each]})
	}
	return choices
}

// sessionDay are the sessions of one day, or all sessions where the order is not one of time.
type sessionDay struct {
	// Date is the day in the form of a date, "" for none.
	Date string
	Rows []sessionRow
}

// Name returns the day as the page shows it until a script names today and yesterday.
func (d sessionDay) Name() string {
	day, err := time.Parse(time.DateOnly, d.Date)
	if err != nil {
		return d.Date
	}
	return day.Format("Mon 2 Jan 2006")
}

// sessionRow is one row of the list.
type sessionRow struct{ sessionlist.Item }

// Edited returns the number of edits, with those of the sessions below it.
func (r sessionRow) Edited() int64 { return r.Events.Edits + r.BelowEdits }

// Failed returns the number of failed events, with those of the sessions below it.
func (r sessionRow) Failed() int64 { return r.Events.Errors + r.BelowErrors }

// More returns the number of sessions below it that are not named.
func (r sessionRow) More() int { return len(r.Below) - len(r.Children) }

// ShowSessions shows sessions.
func (h *Sessions) ShowSessions(ctx context.Context, request api.ShowSessionsRequestObject) (api.ShowSessionsResponseObject, error) {
	query, err := newSessionsQuery(request.Params)
	if err != nil {
		return nil, err
	}
	v, err := h.listView(ctx, query)
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	return h.render.page("sessions.html", htmx, view{Tab: tabSessions, Title: "Sessions", Data: v})
}

func (h *Sessions) listView(ctx context.Context, q sessionsQuery) (sessionsView, error) {
	v := sessionsView{Query: q, Zone: q.Zone.String(), Sorts: sortChoices()}
	var err error
	v.Page, err = h.list.List(ctx, q.Query)
	var problem *apperr.Error
	if errors.As(err, &problem) && problem.Code == apperr.CodeInvalid {
		v.Problem, err = problem.Public, nil
	}
	if err != nil {
		return v, err
	}
	v.Days = daysOfSessions(v.Page.Items, q)
	return v, v.link()
}

// link sets the paths.
func (v *sessionsView) link() error {
	q := v.Query
	paths := map[*string][2]string{&v.Path: {q.cursorName, q.cursor}, &v.FirstPath: {}}
	if p := v.Page.Previous; p != nil {
		paths[&v.PreviousPath] = [2]string{"before", p.String()}
	}
	if p := v.Page.Next; p != nil {
		paths[&v.NextPath] = [2]string{"cursor", p.String()}
	}
	for path, position := range paths {
		var err error
		if *path, err = q.path(position[0], position[1]); err != nil {
			return err
		}
	}
	var err error
	other := q
	if other.ShowAutomated = !q.ShowAutomated; other.ShowAutomated {
		v.ShownPath, err = other.path("", "")
	} else {
		v.HiddenPath, err = other.path("", "")
	}
	if err != nil || q.Status == "" {
		return err
	}
	other = q
	other.Status = ""
	v.AnyStatusPath, err = other.path("", "")
	return err
}

// daysOfSessions divides sessions by the day of what they are sorted by, where that is a time.
func daysOfSessions(items []sessionlist.Item, q sessionsQuery) []sessionDay {
	var days []sessionDay
	for _, item := range items {
		date := ""
		if q.Sort.IsByTime() {
			at := item.LastOfAll
			if q.Sort == sessionlist.ByStart {
				at = item.CreatedAt
			}
			date = dayOf(at, q.Zone)
		}
		if n := len(days); n == 0 || days[n-1].Date != date {
			days = append(days, sessionDay{Date: date})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, sessionRow{item})
	}
	return days
}

// dayOf returns the day of an instant in a time zone. A text that is not a time has the day that it begins with.
func dayOf(instant model.Instant, zone *time.Location) string {
	at, ok := instant.Time()
	if !ok {
		return instant.Day()
	}
	return at.In(zone).Format(time.DateOnly)
}

// sessionsQuery is what the address of the page asks for.
type sessionsQuery struct {
	sessionlist.Query
	// cursorName and cursor are the parameter of the position and its text, "" on the first page.
	cursorName, cursor string
	// zone is the name of the zone, "" for UTC.
	zone string
}

// otherZone returns the name of a time zone as links have it, "" for UTC.
func otherZone(name *string) string {
	zone := model.Zone(text(name))
	if zone == time.UTC {
		return ""
	}
	return zone.String()
}

// newSessionsQuery returns what the parameters ask for.
func newSessionsQuery(p api.ShowSessionsParams) (sessionsQuery, error) {
	q := sessionsQuery{zone: otherZone(p.Tz)}
	q.Query = sessionlist.Query{
		Filter: text(p.Q), Status: text(p.Status), Zone: model.Zone(q.zone), Sort: sessionlist.ByRecent, Limit: sessionLimit, Folded: foldedLimit,
		ShowAutomated: p.Automated != nil && *p.Automated == api.ShowSessionsParamsAutomatedShow,
	}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	if p.Sort != nil {
		q.Sort = sessionlist.Sort(*p.Sort)
	}
	for _, position := range []struct {
		name, text string
		to         **sessionlist.Position
	}{{"cursor", text(p.Cursor), &q.After}, {"before", text(p.Before), &q.Before}} {
		if position.text == "" {
			continue
		}
		found, err := sessionlist.ParsePosition(position.text)
		if err == nil && q.Sort == sessionlist.ByRecent { // it is the default too
			q.Sort = found.Sort
		}
		if err != nil || found.Sort != q.Sort {
			return q, invalidCursor(position.name)
		}
		*position.to, q.cursorName, q.cursor = &found, position.name, position.text
	}
	return q, nil
}

// path returns the path of the page with another position.
func (q sessionsQuery) path(cursorName, cursor string) (string, error) {
	limit, automated, order := "", "", ""
	if q.Limit != sessionLimit {
		limit = strconv.Itoa(q.Limit)
	}
	if q.ShowAutomated {
		automated = "show"
	}
	if q.Sort != sessionlist.ByRecent {
		order = string(q.Sort)
	}
	pairs := []string{"q", q.Filter, "status", q.Status, "automated", automated, "sort", order, "tz", q.zone, "limit", limit}
	if cursor != "" {
		pairs = append(pairs, cursorName, cursor)
	}
	return link("/views/sessions", pairs...)
}

// secondsBetween returns the seconds from one instant to another, nil where one of them is missing or not a time.
func secondsBetween(from, to *model.Instant) *float64 {
	if from == nil || to == nil {
		return nil
	}
	seconds, ok := to.Seconds(*from)
	if !ok {
		return nil
	}
	return &seconds
}
