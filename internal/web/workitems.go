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
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// WorkItems shows work items as a board.
type WorkItems struct {
	render *renderer
	items  *workitem.Service
}

// boardView is the data of the board's template.
type boardView struct {
	Board   workitem.Board
	Query   boardQuery
	Choices model.WorkItemChoices
	// Path leads to this board.
	Path string
	// Continued is true where the column does not begin with its newest card. Such a page is not updated live.
	Continued bool
}

// columnView is one column of the board, with the query that its links repeat.
type columnView struct {
	workitem.Column
	query boardQuery
}

// Columns returns the columns of the board.
func (v boardView) Columns() []columnView {
	columns := make([]columnView, len(v.Board.Columns))
	for i, column := range v.Board.Columns {
		columns[i] = columnView{column, v.Query}
	}
	return columns
}

// IsEmpty reports whether the board has no cards.
func (v boardView) IsEmpty() bool {
	return !slices.ContainsFunc(v.Board.Columns, func(c workitem.Column) bool { return len(c.Items) > 0 })
}

// Name returns the status as a heading: "in_progress" becomes "In progress".
func (c columnView) Name() string {
	if c.Status == "" {
		return "No status"
	}
	first, size := utf8.DecodeRuneInString(c.Status)
	return string(unicode.ToUpper(first)) + strings.ReplaceAll(c.Status[size:], "_", " ")
}

// Path leads to a page with this column alone.
func (c columnView) Path() string { return c.query.path(c.Status, "") }

// NextPath leads to the next cards of the column, "" on its last page. The column of items without a status has one page only,
// because a request cannot name it.
func (c columnView) NextPath() string {
	if c.Next == nil || c.Status == "" {
		return ""
	}
	return c.query.path(c.Status, c.Next.String())
}

// ShowWorkItems shows the board.
func (h *WorkItems) ShowWorkItems(ctx context.Context, request api.ShowWorkItemsRequestObject) (api.ShowWorkItemsResponseObject, error) {
	return h.show(ctx, request.Params)
}

// ShowFeatures shows the board under its former path.
func (h *WorkItems) ShowFeatures(ctx context.Context, request api.ShowFeaturesRequestObject) (api.ShowFeaturesResponseObject, error) {
	return h.show(ctx, api.ShowWorkItemsParams(request.Params))
}

func (h *WorkItems) show(ctx context.Context, p api.ShowWorkItemsParams) (page, error) {
	query := fromAPIBoardQuery(p)
	htmx := htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}
	if query.Cursor == "" {
		return h.board(ctx, query, htmx)
	}
	after, err := parseCursor("cursor", query.Cursor)
	if err != nil {
		return page{}, err
	}
	if query.Status == "" {
		return page{}, apperr.Invalid("A cursor belongs to one column. Send the status of that column too.", apperr.Field{
			Location: []string{"query", "status"}, Message: "required with a cursor", Type: "value_error.missing",
		})
	}
	column, err := h.items.Cards(ctx, query.filter(), after)
	if err != nil {
		return page{}, err
	}
	if htmx.isPartial() {
		return h.render.part("work-items.html", "cards", columnView{column, query})
	}
	return h.renderBoard(ctx, boardView{Board: workitem.Board{Columns: []workitem.Column{column}}, Query: query, Continued: true}, htmx)
}

func (h *WorkItems) board(ctx context.Context, query boardQuery, htmx htmxRequest) (page, error) {
	board, err := h.items.Board(ctx, query.filter(), query.Shown)
	if err != nil {
		return page{}, err
	}
	return h.renderBoard(ctx, boardView{Board: board, Query: query}, htmx)
}

func (h *WorkItems) renderBoard(ctx context.Context, v boardView, htmx htmxRequest) (page, error) {
	var err error
	if v.Choices, err = h.items.Choices(ctx); err != nil {
		return page{}, err
	}
	v.Choices.Types = withChoice(v.Choices.Types, v.Query.Type)
	v.Choices.Priorities = withChoice(v.Choices.Priorities, v.Query.Priority)
	v.Choices.Assignees = withChoice(v.Choices.Assignees, v.Query.AssignedTo)
	v.Path = v.Query.path(v.Query.Status, "")
	return h.render.page("work-items.html", htmx, view{Tab: tabWorkItems, Title: "Work items", Data: v, Opened: v.Query.Opened})
}

// path returns the path of the board with the filters of the query, but with another status and another cursor.
func (q boardQuery) path(status, cursor string) string {
	values := url.Values{}
	for name, value := range map[string]string{
		"status": status, "type": q.Type, "priority": q.Priority, "assigned_to": q.AssignedTo, "q": q.SearchText, "cursor": cursor,
	} {
		if value != "" {
			values.Set(name, openapi.Reference(value))
		}
	}
	if len(values) == 0 {
		return "/views/work-items"
	}
	return "/views/work-items?" + values.Encode()
}
