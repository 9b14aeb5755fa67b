package web

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/overview"
)

// Now shows what sessions do now.
type Now struct {
	render   *renderer
	overview *overview.Service
}

// nowView is the data of the template of what sessions do now.
type nowView struct {
	overview.Now
	// Path leads to this page, for the days of its time zone.
	Path    string
	Budgets []budgetRow
	// MoreBudgets is the number of budgets that are not shown.
	MoreBudgets int
	// Groups are the groups of sessions in the order of the page.
	Groups []nowGroup
}

// nowGroup is a group of sessions with its words.
type nowGroup struct {
	overview.Group
	// ID is the id of its heading, Title the heading, None what is shown of an empty group.
	ID, Title, None string
}

// budgetsAtAGlance is how many budgets the page shows; the metrics page has more.
const budgetsAtAGlance = 3

// ShowDashboard shows what sessions do now: it is the first page.
func (h *Now) ShowDashboard(ctx context.Context, request api.ShowDashboardRequestObject) (api.ShowDashboardResponseObject, error) {
	return h.show(ctx, api.ShowNowParams(request.Params))
}

// ShowNow shows what sessions do now.
func (h *Now) ShowNow(ctx context.Context, request api.ShowNowRequestObject) (api.ShowNowResponseObject, error) {
	return h.show(ctx, request.Params)
}

func (h *Now) show(ctx context.Context, p api.ShowNowParams) (page, error) {
	now, err := h.overview.Now(ctx, model.Zone(text(p.Tz)))
	if err != nil {
		return page{}, err
	}
	v := newNowView(now)
	if v.Path, err = nowPath(now.Zone); err != nil {
		return page{}, err
	}
	return h.render.page("now.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{
		Tab: tabNow, Title: "Now", Data: v, Opened: opened(p.Open, p.OpenItem),
	})
}

func newNowView(now overview.Now) nowView {
	v := nowView{Now: now}
	states, more := limitTo(budgetsAtAGlance, now.Spent.Budgets)
	v.MoreBudgets = more
	for _, state := range states {
		v.Budgets = append(v.Budgets, budgetRow{State: state, Width: percentage(int64(state.Spent), int64(state.Limit))})
	}
	v.Groups = []nowGroup{
		{now.NeedsYou, "needs-you", "Needs you", "Nobody waits for you."},
		{now.Working, "working", "Working", "Nothing runs."},
		{now.YourTurn, "your-turn", "Your turn", "No session waits for your next prompt."},
		{now.Failed, "failures", "Failed", "Nothing failed in the last 24 hours."},
		{now.Done, "done", "Done", "No session ended in the last 24 hours."},
	}
	return v
}

// nowPath returns the path of the page for the days of a time zone.
func nowPath(zone *time.Location) (string, error) {
	if zone == time.UTC {
		return "/views/now", nil
	}
	return link("/views/now", "tz", zone.String())
}

// stateText is the state of a session in words, with the tone in which it is shown.
type stateText struct {
	// Sign is a mark for the state, Text its words.
	Sign, Text, Tone string
}

// stateTexts are the words of each state, by its name and, for some, its reason.
var stateTexts = map[string]stateText{
	string(model.StateStarted):                               {"·", "just started", ""},
	string(model.StateWorking):                               {"▸", "working", "good"},
	string(model.StateWorking) + string(model.WhyBackground): {"▸", "works in the background", "good"},
	string(model.StateStale):                                 {"▸", "quiet", "waiting"},
	string(model.StateWaiting) + string(model.WhyPermission): {"!", "wants a permission", "waiting"},
	string(model.StateWaiting) + string(model.WhyQuestion):   {"?", "asks", "waiting"},
	string(model.StateWaiting) + string(model.WhyPlan):       {"?", "has a plan", "waiting"},
	string(model.StateWaiting) + string(model.WhyLogin):      {"!", "wants you to log in", "waiting"},
	string(model.StateWaiting) + string(model.WhyLimit):      {"×", "waits for a limit", "bad"},
	string(model.StateIdle):                                  {"·", "done", ""},
	string(model.StateIdle) + string(model.WhyInterrupted):   {"·", "interrupted", ""},
	string(model.StateIdle) + string(model.WhyCutShort):      {"·", "cut short", "waiting"},
	string(model.StateFailed):                                {"×", "has failed", "bad"},
	string(model.StateFailed) + string(model.WhyLimit):       {"×", "came to a limit", "bad"},
	string(model.StateFailed) + string(model.WhyLogin):       {"×", "is not logged in", "bad"},
	string(model.StateUnclean):                               {"×", "ended without a word", "bad"},
	string(model.StateEnded):                                 {"✓", "ended", "good"},
	string(model.StateEnded) + string(model.WhySilence):      {"✓", "ended", "good"},
}

// stateOf returns the words of a state. What is not reported is probable.
func stateOf(s model.SessionState) stateText {
	words, ok := stateTexts[string(s.Name)+string(s.Why)]
	if !ok {
		words = stateTexts[string(s.Name)]
	}
	if words.Text == "" {
		words.Text = string(s.Name)
	}
	if s.Inferred && s.By != model.ByClock {
		words.Text = "probably " + words.Text
	}
	return words
}
