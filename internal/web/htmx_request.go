package web

import "github.com/htmlgraph/htmlgraph/gen/api"

// htmxRequest holds the headers by which HTMX describes a request. Both are nil when a browser opens the page itself.
type htmxRequest struct {
	fromHTMX       *api.PartRequest
	historyRestore *api.HistoryRequest
}

// isPartial reports whether to return only the content of the page, which HTMX inserts into the page that is already open.
// When HTMX restores an entry of the history that it no longer has, it needs the complete page.
func (r htmxRequest) isPartial() bool { return isTrue(r.fromHTMX) && !isTrue(r.historyRestore) }

func isTrue(header *string) bool { return header != nil && *header == "true" }
