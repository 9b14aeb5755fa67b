package web

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/render"
)

// edit is a change of a file as a page shows it.
type edit struct {
	Path string
	render.Diff
	// Failed is true where the call failed: nothing was changed.
	Failed bool
	// TooLarge is true where the difference is not computed.
	TooLarge bool
}

func newEdits(list []toolcall.Edit, failed bool) []edit {
	edits := make([]edit, 0, len(list))
	for _, e := range list {
		shown := edit{Path: e.Path, Failed: failed}
		ok := false
		if e.Patch != "" {
			shown.Diff, ok = render.Patch(e.Patch)
		} else {
			shown.Diff, ok = render.Compare(e.Before, e.After)
		}
		shown.TooLarge = !ok
		edits = append(edits, shown)
	}
	return edits
}

// changed returns the number of lines that edits added and removed.
func changed(edits []edit) (added, removed int) {
	for _, e := range edits {
		added += e.Added
		removed += e.Removed
	}
	return added, removed
}
