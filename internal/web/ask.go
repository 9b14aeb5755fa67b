package web

import "github.com/htmlgraph/htmlgraph/gen/api"

// asker is who asks for a page.
type asker struct {
	htmx    *api.PartRequest
	history *api.HistoryRequest
}

// part reports whether only the content of the page is wanted: HTMX puts it into the page that is there already, but when it
// goes back in history and has nothing left, it needs all of it.
func (a asker) part() bool { return isTrue(a.htmx) && !isTrue(a.history) }

func isTrue(header *string) bool { return header != nil && *header == "true" }
