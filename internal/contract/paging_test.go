package contract

import (
	"net/http"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// pageShown are the kinds of pages that the goldens of a list must show.
type pageShown struct{ first, between, afterCursor, last bool }

// TestEveryKindOfPageIsShown fails for a list by cursor without a golden of its first page, of a page between others, and of its last one. Pages by
// cursor have no link to the page before them.
func TestEveryKindOfPageIsShown(t *testing.T) {
	goldens := loadFixtures(t)
	for _, operation := range loadDocument(t).Operations() {
		if !operation.IsList() || !hasParameter(operation, "cursor") {
			continue
		}
		// A list without an offset has no page with a link to the one before.
		shown := pageShown{between: !hasParameter(operation, "offset")}
		for _, fixture := range goldens[operation.ID] {
			shown.add(fixture)
		}
		if shown != (pageShown{true, true, true, true}) {
			t.Errorf("%s: %+v, want all", operation.ID, shown)
		}
	}
}

func (s *pageShown) add(fixture *testkit.Fixture) {
	if fixture.Response.Status != http.StatusOK {
		return
	}
	links := fixture.Response.Header["Link"]
	next, prev := strings.Contains(links, `rel="next"`), strings.Contains(links, `rel="prev"`)
	cursor := strings.Contains(fixture.Request.Target, "cursor=")
	s.first = s.first || next && !prev && !cursor
	s.between = s.between || next && prev
	s.afterCursor = s.afterCursor || next && cursor
	s.last = s.last || cursor && !next
}

func hasParameter(operation testkit.Operation, name string) bool {
	for _, parameter := range operation.Parameters() {
		if parameter.Name == name {
			return true
		}
	}
	return false
}
