package web

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// Limits of the changes of a session on a page.
const (
	changeWindow  = 200
	changeBytes   = 2 << 20
	changeWindows = 50
	changeFiles   = 200
	changeLines   = 600
)

// changesView is what a session changed, by file.
type changesView struct {
	Files []*changedFile
	// MoreFiles is the number of files that are not shown. IsPart says that not all calls of the session were looked at.
	MoreFiles int
	IsPart    bool
}

// changedFile is a file with the edits of it, in their order.
type changedFile struct {
	Path           string
	Added, Removed int
	Edits          []changedBy
}

// changedBy is an edit with the link to its message.
type changedBy struct {
	reader.Edit
	At   model.Instant
	Link string
}

// changes adds what the session changed. Edits that failed changed nothing.
func (h *Sessions) changes(ctx context.Context, page *sessionView) error {
	id := page.Session.SessionID
	v := &changesView{}
	page.Changes, page.Path = v, viewPath(id, viewChanges)
	files := map[string]*changedFile{}
	lines := changeLines
	q := conversation.Query{SessionID: id, Subagent: new(string), Kinds: []model.MessageKind{model.KindCall}, Limit: changeWindow, Bytes: changeBytes}
	for range changeWindows {
		w, err := h.reading.conversation.Window(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range w.Messages {
			lines -= v.add(files, m, lines)
		}
		q.After = w.Next
		if q.After == nil {
			break
		}
	}
	v.IsPart = q.After != nil
	slices.SortStableFunc(v.Files, func(a, b *changedFile) int { return (b.Added + b.Removed) - (a.Added + a.Removed) })
	v.Files, v.MoreFiles = limitTo(changeFiles, v.Files)
	return nil
}

// add adds the edits of a call, with at most so many lines, and returns how many these are.
func (v *changesView) add(files map[string]*changedFile, m model.Message, most int) int {
	shown := 0
	for _, edit := range reader.EditsOfCall(m) {
		file := files[edit.Path]
		if file == nil {
			file = &changedFile{Path: edit.Path}
			files[edit.Path] = file
			v.Files = append(v.Files, file)
		}
		file.Added += edit.Added
		file.Removed += edit.Removed
		shown += edit.Limit(min(most-shown, reader.InWindow().DiffLines))
		file.Edits = append(file.Edits, changedBy{edit, m.At, messagePath(m.SessionID, m.ID)})
	}
	return shown
}
