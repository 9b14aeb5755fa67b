package web

import (
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
)

// allColumns is what is asked for to see all columns.
const allColumns = "all"

// boardQuery is what the board is asked for. Status is "" for all columns.
type boardQuery struct {
	Status, Type, Priority, AssignedTo, Words, Cursor string
	// Shown is how many cards columns show that were read further.
	Shown map[string]int
}

func boardQueryOf(p api.ShowWorkItemsParams) boardQuery {
	q := boardQuery{
		Status: workitem.StatusOf(text(p.Status)), Type: text(p.Type), Priority: text(p.Priority), AssignedTo: text(p.AssignedTo),
		Words: text(p.Q), Cursor: text(p.Cursor), Shown: map[string]int{},
	}
	if q.Status == allColumns {
		q.Status = ""
	}
	for _, column := range p.Shown {
		number, status, _ := strings.Cut(column, ":")
		if count, err := strconv.Atoi(number); err == nil { // the document permits nothing else
			q.Shown[status] = count
		}
	}
	return q
}

func (q boardQuery) filter() model.WorkItemFilter {
	return model.WorkItemFilter{Status: q.Status, Type: q.Type, Priority: q.Priority, AssignedTo: q.AssignedTo, Query: q.Words}
}

// Filtered reports whether anything is left out but whole columns.
func (q boardQuery) Filtered() bool { return q.Type+q.Priority+q.AssignedTo+q.Words != "" }

// All is the path of all columns.
func (q boardQuery) All() string { return q.path("", "") }

// Newest is the path of the column from its newest card on.
func (q boardQuery) Newest() string { return q.path(q.Status, "") }
