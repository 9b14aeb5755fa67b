package web

import (
	"context"
	"strconv"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/usage"
)

// requestLimit is the default number of requests on a page.
const requestLimit = 50

// requestsView is the data of the template of the requests behind a sum.
type requestsView struct {
	List                 usage.RequestList
	From, To, Filter, Tz string
	Problem              string
	Path, NextPath       string
	FirstPath, UsagePath string
	Continued            bool
}

// RangeText returns the time range in words, "" for all time.
func (v requestsView) RangeText() string {
	const form = "2 Jan 2006 15:04"
	from, to := v.List.Range.From, v.List.Range.To
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return "since " + from.Format(form)
	case from.IsZero():
		return "until " + to.Format(form)
	}
	return from.Format(form) + " – " + to.Format(form)
}

// Zone returns the time zone of the range.
func (v requestsView) Zone() string { return model.Zone(v.Tz).String() }

// ShowRequests shows the requests behind a sum, newest first.
func (h *Usage) ShowRequests(ctx context.Context, request api.ShowRequestsRequestObject) (api.ShowRequestsResponseObject, error) {
	p := request.Params
	v := requestsView{From: text(p.From), To: text(p.To), Filter: text(p.Filter), Tz: otherZone(p.Tz), Continued: text(p.Cursor) != ""}
	page, limit := model.Page{Limit: requestLimit}, ""
	if p.Limit != nil && int(*p.Limit) != requestLimit {
		page.Limit = int(*p.Limit)
		limit = strconv.Itoa(page.Limit)
	}
	var err error
	if page.After, err = parseCursor("cursor", text(p.Cursor)); err != nil {
		return nil, err
	}
	v.List, err = h.usage.List(ctx, usage.Query{From: v.From, To: v.To, Filter: v.Filter, Zone: model.Zone(v.Tz)}, page)
	if v.Problem = problemOf(err); v.Problem == "" && err != nil {
		return nil, err
	}
	if err := v.link(limit, text(p.Cursor)); err != nil {
		return nil, err
	}
	htmx := htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}
	return h.render.page("requests.html", htmx, view{Tab: tabUsage, Title: "Requests", Data: v})
}

// link sets the paths.
func (v *requestsView) link(limit, cursor string) error {
	shared := []string{"from", v.From, "to", v.To, "tz", v.Tz, "filter", v.Filter}
	var err error
	if v.UsagePath, err = link("/views/usage", shared...); err != nil {
		return err
	}
	shared = append(shared, "limit", limit)
	if v.FirstPath, err = link("/views/requests", shared...); err != nil {
		return err
	}
	if v.Path, err = link("/views/requests", append(shared, "cursor", cursor)...); err != nil || v.List.Next == nil {
		return err
	}
	v.NextPath, err = link("/views/requests", append(shared, "cursor", v.List.Next.String())...)
	return err
}
