package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// WorkItems shows work items as a board.
type WorkItems struct {
	render *renderer
	items  *workitem.Service
}

// boardView is what the template of the board takes.
type boardView struct {
	Board   workitem.Board
	Query   boardQuery
	Choices model.WorkItemChoices
	// Here is the path of this board.
	Here string
	// Continued says that the column does not begin with its newest card; such a page stays as it is.
	Continued bool
}

// columnView is one column, with the query that leads on in it.
type columnView struct {
	workitem.Column
	query boardQuery
}

// Columns returns the columns with what leads on in them.
func (v boardView) Columns() []columnView {
	columns := make([]columnView, len(v.Board.Columns))
	for i, column := range v.Board.Columns {
		columns[i] = columnView{column, v.Query}
	}
	return columns
}

// Nothing reports whether there is no card at all.
func (v boardView) Nothing() bool {
	return !slices.ContainsFunc(v.Board.Columns, func(c workitem.Column) bool { return len(c.Items) > 0 })
}

// Name is the status as a heading has it.
func (c columnView) Name() string {
	if c.Status == "" {
		return "No status"
	}
	first, size := utf8.DecodeRuneInString(c.Status)
	return string(unicode.ToUpper(first)) + strings.ReplaceAll(c.Status[size:], "_", " ")
}

// Here is the path of the column alone.
func (c columnView) Here() string { return c.query.path(c.Status, "") }

// More is the path of the next cards, "" after the last one. Nobody can ask for those without a status.
func (c columnView) More() string {
	if c.Next == nil || c.Status == "" {
		return ""
	}
	return c.query.path(c.Status, c.Next.String())
}

// ShowWorkItems shows the board.
func (h *WorkItems) ShowWorkItems(ctx context.Context, request api.ShowWorkItemsRequestObject) (api.ShowWorkItemsResponseObject, error) {
	return h.show(ctx, request.Params)
}

// ShowFeatures shows the board under its older path.
func (h *WorkItems) ShowFeatures(ctx context.Context, request api.ShowFeaturesRequestObject) (api.ShowFeaturesResponseObject, error) {
	return h.show(ctx, api.ShowWorkItemsParams(request.Params))
}

func (h *WorkItems) show(ctx context.Context, p api.ShowWorkItemsParams) (page, error) {
	query := boardQueryOf(p)
	ask := asker{p.HXRequest, p.HXHistoryRestoreRequest}
	if query.Cursor == "" {
		return h.board(ctx, query, ask)
	}
	after, err := place("cursor", query.Cursor)
	if err != nil {
		return page{}, err
	}
	if query.Status == "" {
		return page{}, apperr.Invalid("A cursor goes on in one column: name its status, too.", apperr.Field{
			Location: []string{"query", "status"}, Message: "needed beside a cursor", Type: "value_error.missing",
		})
	}
	column, err := h.items.Cards(ctx, query.filter(), after)
	if err != nil {
		return page{}, err
	}
	if ask.part() {
		return h.render.part("work-items.html", "cards", columnView{column, query})
	}
	return h.whole(ctx, boardView{Board: workitem.Board{Columns: []workitem.Column{column}}, Query: query, Continued: true}, ask)
}

func (h *WorkItems) board(ctx context.Context, query boardQuery, ask asker) (page, error) {
	board, err := h.items.Board(ctx, query.filter(), query.Shown)
	if err != nil {
		return page{}, err
	}
	return h.whole(ctx, boardView{Board: board, Query: query}, ask)
}

func (h *WorkItems) whole(ctx context.Context, v boardView, ask asker) (page, error) {
	var err error
	if v.Choices, err = h.items.Choices(ctx); err != nil {
		return page{}, err
	}
	v.Choices.Types = withChoice(v.Choices.Types, v.Query.Type)
	v.Choices.Priorities = withChoice(v.Choices.Priorities, v.Query.Priority)
	v.Choices.Assignees = withChoice(v.Choices.Assignees, v.Query.AssignedTo)
	v.Here = v.Query.path(v.Query.Status, "")
	return h.render.page("work-items.html", ask, view{Tab: tabWorkItems, Title: "Work items", Data: v})
}

// path returns the path of the board that the query names: of one status, unless that is "", and from a place on.
func (q boardQuery) path(status, cursor string) string {
	values := url.Values{}
	for name, value := range map[string]string{
		"status": status, "type": q.Type, "priority": q.Priority, "assigned_to": q.AssignedTo, "q": q.Words, "cursor": cursor,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return "/views/work-items"
	}
	return "/views/work-items?" + values.Encode()
}
