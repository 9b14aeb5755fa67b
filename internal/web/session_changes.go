package web

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// Limits of the changes of a session on a page.
const (
	changeReads = 50
	changeFiles = 200
	changeLines = 600
)

// changesView is what a session changed, by file, those with the most lines first.
type changesView struct {
	Files []conversation.ChangedFile
	// MoreFiles is the number of files that are not shown. IsPart says that not all calls of the session were looked at.
	MoreFiles int
	IsPart    bool
}

// changes adds what the session changed.
func (h *Sessions) changes(ctx context.Context, page *sessionView) error {
	id := page.Session.SessionID
	v := &changesView{}
	page.Changes, page.Path = v, viewPath(id, viewChanges)
	var edits []conversation.FileEdit
	lines := changeLines
	q := conversation.ChangesQuery{SessionID: id, Limit: conversation.MaxEdits}
	for range changeReads {
		read, err := h.reading.conversation.Changes(ctx, q)
		if err != nil {
			return err
		}
		for i := range read.Edits {
			lines -= read.Edits[i].Limit(min(lines, reader.InWindow().DiffLines))
		}
		edits, q.After = append(edits, read.Edits...), read.Next
		if q.After == nil {
			break
		}
	}
	v.IsPart = q.After != nil
	v.Files = conversation.Files(edits)
	slices.SortStableFunc(v.Files, func(a, b conversation.ChangedFile) int { return (b.Added + b.Removed) - (a.Added + a.Removed) })
	v.Files, v.MoreFiles = limitTo(changeFiles, v.Files)
	return nil
}
