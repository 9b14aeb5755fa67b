package orchestration

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// chainDepth is the largest depth of a delegation chain below its root.
const chainDepth = 10

// Chain is an event and its descendants, depth first; siblings are newest first.
type Chain struct {
	Links []model.ChainLink
	// Depth is the depth of the deepest link.
	Depth int
}

// Chain returns the work below an event. It ends a branch where a cycle in the data would repeat an event. It returns CodeNotFound
// for an unknown id.
func (s *Service) Chain(ctx context.Context, eventID string) (Chain, error) {
	links, err := s.events.Descendants(ctx, eventID, chainDepth)
	if err != nil {
		return Chain{}, err
	}
	if len(links) == 0 {
		return Chain{}, apperr.NotFound("Event not found")
	}
	slices.SortStableFunc(links, func(a, b model.ChainLink) int {
		return cmp.Or(b.Timestamp.Compare(a.Timestamp), strings.Compare(b.EventID, a.EventID))
	})
	walk := chainWalk{children: map[string][]model.ChainLink{}, visited: map[string]bool{}}
	for _, link := range links {
		parent := model.Or(link.ParentEventID, "")
		walk.children[parent] = append(walk.children[parent], link)
	}
	root := slices.IndexFunc(links, func(l model.ChainLink) bool { return l.Depth == 0 })
	walk.visit(links[root], 0)
	return walk.chain, nil
}

type chainWalk struct {
	children map[string][]model.ChainLink
	visited  map[string]bool
	chain    Chain
}

func (w *chainWalk) visit(link model.ChainLink, depth int) {
	if depth > chainDepth || w.visited[link.EventID] {
		return
	}
	w.visited[link.EventID] = true
	link.Depth = depth
	w.chain.Links = append(w.chain.Links, link)
	w.chain.Depth = max(w.chain.Depth, depth)
	for _, child := range w.children[link.EventID] {
		w.visit(child, depth+1)
	}
}
