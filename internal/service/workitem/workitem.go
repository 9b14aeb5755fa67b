// Package workitem owns the views of work items: features, bugs, spikes, chores, epics and tasks, with the agents that worked on
// them.
package workitem

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// WorkItems reads stored work items.
type WorkItems interface {
	List(ctx context.Context, filter model.WorkItemFilter, page model.Page) ([]model.WorkItem, error)
	Count(ctx context.Context, filter model.WorkItemFilter) (int64, error)
	Get(ctx context.Context, id string) (model.WorkItem, bool, error)
	ChildIDs(ctx context.Context, id string) ([]string, error)
	CountByStatus(ctx context.Context, filter model.WorkItemFilter) ([]model.StatusCount, error)
	// Heads returns the newest items of each status in sizes, as many as its count.
	Heads(ctx context.Context, filter model.WorkItemFilter, sizes []model.StatusCount) ([]model.WorkItem, error)
	Choices(ctx context.Context) (model.WorkItemChoices, error)
}

// Running is the summary of all events, which knows the contributors of work items.
type Running interface {
	With(ctx context.Context, use func(summary.View)) error
}

// Service provides the views of work items. It is safe for concurrent use.
type Service struct {
	items   WorkItems
	running Running
}

// New returns the service.
func New(items WorkItems, running Running) *Service { return &Service{items: items, running: running} }

// Page is one page of work items.
type Page struct {
	Items []model.WorkItem
	// Total is the number of items on all pages.
	Total int64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// List returns a page of the work items that match filter, newest first. It reads one more than requested to find out whether there is a next
// page.
func (s *Service) List(ctx context.Context, filter model.WorkItemFilter, page model.Page) (Page, error) {
	total, err := s.items.Count(ctx, filter)
	if err != nil {
		return Page{}, err
	}
	wanted := page.Limit
	page.Limit++
	items, err := s.items.List(ctx, filter, page)
	if err != nil {
		return Page{}, err
	}
	answer := Page{Items: items, Total: total}
	if len(items) > wanted {
		answer.Items, answer.Next = items[:wanted], cursorAt(items[wanted-1])
	}
	return answer, s.addContributors(ctx, answer.Items)
}

func cursorAt(item model.WorkItem) *model.Cursor {
	return &model.Cursor{Key: item.CreatedAt.Key(), ID: item.ID}
}

// addContributors adds the contributors of the items.
func (s *Service) addContributors(ctx context.Context, items []model.WorkItem) error {
	return s.running.With(ctx, func(v summary.View) {
		for i := range items {
			items[i].Contributors = v.Contributors(items[i].ID)
		}
	})
}

// Get returns one work item with its contributors and children. It returns CodeNotFound for an unknown id.
func (s *Service) Get(ctx context.Context, id string) (model.WorkItem, error) {
	item, found, err := s.items.Get(ctx, id)
	if err != nil {
		return item, err
	}
	if !found {
		return item, apperr.NotFound("Work item not found")
	}
	if item.ChildIDs, err = s.items.ChildIDs(ctx, id); err != nil {
		return item, err
	}
	err = s.running.With(ctx, func(v summary.View) { item.Contributors = v.Contributors(id) })
	return item, err
}

// maxChildren is the largest number of children in a detail.
const maxChildren = 100

// Detail is one work item with its children.
type Detail struct {
	Item     model.WorkItem
	Children []model.WorkItem
}

// Detail returns one work item with its contributors and its newest children. It returns CodeNotFound for an unknown id.
func (s *Service) Detail(ctx context.Context, id string) (Detail, error) {
	var d Detail
	item, found, err := s.items.Get(ctx, id)
	if err != nil {
		return d, err
	}
	if !found {
		return d, apperr.NotFound("Work item not found")
	}
	d.Item = item
	if d.Children, err = s.items.List(ctx, model.WorkItemFilter{ParentID: id}, model.Page{Limit: maxChildren}); err != nil {
		return d, err
	}
	err = s.running.With(ctx, func(v summary.View) { d.Item.Contributors = v.Contributors(id) })
	return d, err
}
