package web

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/usage"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// Usage shows what requests cost in a time range, and the requests behind a sum.
type Usage struct {
	render *renderer
	usage  *usage.Service
}

// usageView is the data of the usage's template.
type usageView struct {
	Query  usageQuery
	Report usage.Report
	// Problem says why the range or the filter cannot be read, "" where they can.
	Problem        string
	Presets        []choice
	Steps, Stacks  []choice
	Units          []choice
	Chart          stackedChart
	Groups         []usageGroup
	Numbers        []usageStep
	Sessions       []usageSession
	Costs          []costShare
	Sources        []sourceShare
	Path           string
	RequestsPath   string
	WithoutPath    string
	UnpricedTokens int64
}

// choice is one of several views of the page.
type choice struct {
	Value, Name, Path string
	Current           bool
}

// usageQuery is what the address of the page asks for.
type usageQuery struct {
	usage.Query
	Unit string
	zone string
}

// The units of the chart.
const (
	unitCost   = "cost"
	unitTokens = "tokens"
)

// usageGroup is a row of the table of groups.
type usageGroup struct {
	usage.Group
	// Key is the number of its colour in the chart.
	Key   int
	Label string
	Width string
	// Path leads to its requests, "" for the sum of all others.
	Path string
}

// usageStep is a row of the numbers of the chart.
type usageStep struct {
	usage.StepUsage
	Name, Path string
}

// usageSession is one of the dearest sessions.
type usageSession struct {
	usage.SessionCost
	Width, Path string
}

// costShare is the share of the requests whose cost comes from one place.
type costShare struct {
	model.CostOrigin
	Name string
	All  int64
}

// sourceShare is the share of the requests that a source reported.
type sourceShare struct {
	model.ReportedSum
	Name string
	All  int64
}

// ShowUsage shows the usage of a time range.
func (h *Usage) ShowUsage(ctx context.Context, request api.ShowUsageRequestObject) (api.ShowUsageResponseObject, error) {
	v, err := h.view(ctx, newUsageQuery(request.Params))
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	return h.render.page("usage.html", htmx, view{Tab: tabUsage, Title: "Usage", Data: v})
}

func newUsageQuery(p api.ShowUsageParams) usageQuery {
	q := usageQuery{Unit: unitCost, zone: otherZone(p.Tz)}
	q.Query = usage.Query{From: text(p.From), To: text(p.To), Zone: model.Zone(q.zone), Filter: text(p.Filter), Stack: model.CostByModel}
	if p.By != nil {
		q.Step = timerange.Step(*p.By)
	}
	if p.Stack != nil {
		q.Stack = model.CostGrouping(*p.Stack)
	}
	if p.Unit != nil {
		q.Unit = string(*p.Unit)
	}
	return q
}

// link returns the path of the page.
func (q usageQuery) link() (string, error) {
	step, stack, unit := string(q.Step), "", ""
	if q.Stack != model.CostByModel {
		stack = string(q.Stack)
	}
	if q.Unit != unitCost {
		unit = q.Unit
	}
	return link("/views/usage", "from", q.From, "to", q.To, "tz", q.zone, "by", step, "stack", stack, "unit", unit, "filter", q.Filter)
}

// requests returns the path of the list of the requests in a range, with one more condition in the filter.
func (q usageQuery) requests(within timerange.Range, also ...filtertext.Term) (string, error) {
	filter := q.Filter
	for _, term := range also {
		if filter != "" {
			filter += " "
		}
		filter += term.Text()
	}
	from, to := q.From, q.To
	if within.IsBounded() {
		from, to = timeParameter(within.From), timeParameter(within.To)
	}
	return link("/views/requests", "from", from, "to", to, "tz", q.zone, "filter", filter)
}

// timeParameter returns a time as an address has it.
func timeParameter(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func (h *Usage) view(ctx context.Context, q usageQuery) (usageView, error) {
	v := usageView{Query: q}
	report, err := h.usage.Report(ctx, q.Query)
	if v.Problem = problemOf(err); v.Problem != "" {
		err = nil
	}
	if err != nil {
		return v, err
	}
	v.Report = report
	if v.Path, err = q.link(); err != nil {
		return v, err
	}
	if err := v.choices(); err != nil || v.Problem != "" {
		return v, err
	}
	for _, each := range report.Unpriced {
		v.UnpricedTokens += each.Total
	}
	if err := v.addGroups(); err != nil {
		return v, err
	}
	if err := v.addSteps(); err != nil {
		return v, err
	}
	if err := v.addSessions(); err != nil {
		return v, err
	}
	v.addProvenance()
	v.RequestsPath, err = q.requests(timerange.Range{})
	return v, err
}

// HasUsage reports whether there is anything to show.
func (v usageView) HasUsage() bool { return isUsed(v.Report.Total) }

// isUsed reports whether there are requests or tokens.
func isUsed(s model.Spent) bool { return s.Requests > 0 || s.Total > 0 }

// HasChange reports whether the cost can be compared with that of the range before.
func (v usageView) HasChange() bool {
	_, ok := v.Report.Change()
	return ok
}

// ChangeText returns by how much the cost differs from that of the range before.
func (v usageView) ChangeText() string {
	percent, _ := v.Report.Change()
	if percent > 0 {
		return "+" + decimal(percent) + " %"
	}
	return decimal(percent) + " %"
}

// usageShare returns the share of a cost, or of tokens where nothing has a price.
func usageShare(part, whole model.Spent) string {
	if whole.Cost > 0 {
		return rate(int64(part.Cost), int64(whole.Cost))
	}
	return rate(part.Total, whole.Total)
}

// problemOf returns what is wrong with a request, "" for any other error and for none.
func problemOf(err error) string {
	var found *apperr.Error
	if errors.As(err, &found) && found.Code == apperr.CodeInvalid {
		return found.Public
	}
	return ""
}

// choices sets the other views of the page.
func (v *usageView) choices() error {
	var failure error
	add := func(list *[]choice, value, name string, current bool, change func(*usageQuery)) {
		other := v.Query
		change(&other)
		path, err := other.link()
		failure = errors.Join(failure, err)
		*list = append(*list, choice{Value: value, Name: name, Path: path, Current: current})
	}
	q := v.Query
	for _, preset := range [][2]string{{timerange.Today, "Today"}, {"7d", "7 days"}, {"30d", "30 days"}, {timerange.Month, "Month"}, {timerange.All, "All"}} {
		isCurrent := q.To == "" && (q.From == preset[0] || q.From == "" && preset[0] == "7d")
		add(&v.Presets, preset[0], preset[1], isCurrent, func(other *usageQuery) { other.From, other.To, other.Step = preset[0], "", "" })
	}
	for _, step := range timerange.Steps() {
		add(&v.Steps, string(step), string(step), step == v.Report.Step, func(other *usageQuery) { other.Step = step })
	}
	for _, stack := range []model.CostGrouping{model.CostByModel, model.CostByProject, model.CostByAgent, model.CostBySession} {
		add(&v.Stacks, string(stack), string(stack), stack == q.Stack, func(other *usageQuery) { other.Stack = stack })
	}
	for _, unit := range []string{unitCost, unitTokens} {
		add(&v.Units, unit, unit, unit == q.Unit, func(other *usageQuery) { other.Unit = unit })
	}
	other := q
	other.Filter = ""
	var err error
	v.WithoutPath, err = other.link()
	return errors.Join(failure, err)
}

// keyOf returns the key of a filter that names what is stacked.
func keyOf(by model.CostGrouping) filtertext.Key { return filtertext.Key(by) }

func (v *usageView) addGroups() error {
	var most model.MicroUSD
	for _, group := range v.Report.Groups {
		most = max(most, group.Spent.Cost)
	}
	for i, group := range v.Report.Groups {
		row := usageGroup{Group: group, Key: i, Label: groupLabel(group, v.Query.Stack), Width: percentage(int64(group.Spent.Cost), int64(most))}
		if !group.IsOther {
			var err error
			if row.Path, err = v.Query.requests(v.Report.Range, filtertext.Exact(keyOf(v.Query.Stack), group.Name)); err != nil {
				return err
			}
		}
		v.Groups = append(v.Groups, row)
	}
	return nil
}

// groupLabel returns the name of a group as the page shows it, "" for requests that name none.
func groupLabel(g usage.Group, by model.CostGrouping) string {
	switch {
	case g.IsOther:
		return "all others"
	case g.Title != "":
		return g.Title
	case by == model.CostByProject:
		return base(g.Name)
	}
	return g.Name
}

func (v *usageView) addSteps() error {
	for _, step := range v.Report.Steps {
		path, err := v.Query.requests(step.Range)
		if err != nil {
			return err
		}
		v.Numbers = append(v.Numbers, usageStep{StepUsage: step, Name: stepName(step.Range, v.Report.Step), Path: path})
	}
	v.Chart = newStackedChart(v.Numbers, v.Groups, v.Query.Unit, v.Report.Timestamp)
	slices.Reverse(v.Numbers) // the newest first
	return nil
}

// stepName returns the name of a step in the calendar of its zone.
func stepName(step timerange.Range, by timerange.Step) string {
	switch by {
	case timerange.ByHour:
		return step.From.Format("Mon 2 Jan 15:04")
	case timerange.ByWeek:
		return step.From.Format("2 Jan 2006") + " – " + step.To.Add(-time.Second).Format("2 Jan")
	case timerange.ByMonth:
		return step.From.Format("January 2006")
	default:
		return step.From.Format("Mon 2 Jan 2006")
	}
}

func (v *usageView) addSessions() error {
	var most model.MicroUSD
	for _, each := range v.Report.Sessions {
		most = max(most, each.Spent.Cost)
	}
	for _, each := range v.Report.Sessions {
		path, err := v.Query.requests(v.Report.Range, filtertext.Exact(filtertext.Session, each.ID))
		if err != nil {
			return err
		}
		v.Sessions = append(v.Sessions, usageSession{SessionCost: each, Width: percentage(int64(each.Spent.Cost), int64(most)), Path: path})
	}
	return nil
}

func (v *usageView) addProvenance() {
	names := map[string]string{
		model.CostStated: "a source states it", model.CostListed: "computed from list prices", model.CostOverridden: "computed from prices of your own",
		model.CostUnknown: "no price is known",
	}
	p := v.Report.Provenance
	for _, each := range p.Costs {
		v.Costs = append(v.Costs, costShare{CostOrigin: each, Name: names[each.Origin], All: p.Counted.Requests})
	}
	sources := map[string]string{"otlp": "telemetry", "transcript": "transcripts", "hook": "hooks", "api": "the API"}
	for _, each := range p.Sources {
		v.Sources = append(v.Sources, sourceShare{ReportedSum: each, Name: orText(each.Source, sources[each.Source]), All: p.Counted.Requests})
	}
}
