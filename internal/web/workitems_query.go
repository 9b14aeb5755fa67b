package web

import (
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// allColumns is the value of the parameter status for all columns.
const allColumns = "all"

// boardQuery holds the filters and the page of a request for the board. Status is "" for all columns.
type boardQuery struct {
	Status, Type, Priority, AssignedTo, SearchText, Cursor string
	// Shown is the number of cards that a column shows, by status, where the reader loaded more than the first page.
	Shown map[string]int
	// Opened leads to the details that are open beside the board, "" for none.
	Opened string
}

func fromAPIBoardQuery(p api.ShowWorkItemsParams) boardQuery {
	q := boardQuery{
		Status: workitem.CanonicalStatus(text(p.Status)), Type: text(p.Type), Priority: text(p.Priority), AssignedTo: text(p.AssignedTo),
		SearchText: text(p.Q), Cursor: text(p.Cursor), Shown: map[string]int{}, Opened: opened(p.Open, p.OpenItem),
	}
	if q.Status == allColumns {
		q.Status = ""
	}
	for _, column := range p.Shown {
		number, status, _ := strings.Cut(column, ":")
		if count, err := strconv.Atoi(number); err == nil { // the document permits only numbers here
			q.Shown[status] = count
		}
	}
	return q
}

func (q boardQuery) filter() model.WorkItemFilter {
	return model.WorkItemFilter{Status: q.Status, Type: q.Type, Priority: q.Priority, AssignedTo: q.AssignedTo, Query: q.SearchText}
}

// Filtered reports whether the query has any filter other than the column.
func (q boardQuery) Filtered() bool { return q.Type+q.Priority+q.AssignedTo+q.SearchText != "" }

// All leads to the board with all columns.
func (q boardQuery) All() string { return q.path("", "") }

// Newest leads to the first page of the column.
func (q boardQuery) Newest() string { return q.path(q.Status, "") }
