package conversation

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/filediff"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of the changes of a session that are read together.
const (
	DefaultEdits = 50
	MaxEdits     = 200
	// changesTogether is how many calls are read at a time, and changesCalls how many for one response.
	changesTogether = 200
	changesCalls    = 2000
	// editText is how much of what an edit was given is read, in bytes. It is as much as is compared, with the escapes of JSON.
	editText = 512 << 10
	// changesBytes is how many bytes of lines a response has, before the edits of its last call.
	changesBytes = 512 << 10
)

// ChangesQuery says which edits of a thread are read: those of a file, "" for all, in the calls after a position; nil stands for the beginning.
type ChangesQuery struct {
	SessionID, Subagent, Path string
	After                     *model.MessageCursor
	// Limit is the number of edits. The edits of one call are not divided.
	Limit int
}

// Changes are edits of files, in the order of their calls.
type Changes struct {
	Thread model.MessageThread
	Edits  []FileEdit
	// Next is the position from which they go on, nil where all calls of the thread were looked at.
	Next *model.MessageCursor
}

// FileEdit is an edit of a file by a call.
type FileEdit struct {
	filediff.Edit
	SessionID, MessageID string
	At                   model.Instant
}

// ChangedFile is a file with edits of it, in their order. Added and Removed are the numbers of their lines.
type ChangedFile struct {
	Path           string
	Added, Removed int
	Edits          []FileEdit
}

// Files returns edits by their files, in the order in which these were first edited.
func Files(edits []FileEdit) []ChangedFile {
	var files []ChangedFile
	places := map[string]int{}
	for _, e := range edits {
		place, known := places[e.Path]
		if !known {
			place = len(files)
			files, places[e.Path] = append(files, ChangedFile{Path: e.Path}), place
		}
		file := &files[place]
		file.Added, file.Removed, file.Edits = file.Added+e.Added, file.Removed+e.Removed, append(file.Edits, e)
	}
	return files
}

// Changes returns what the calls of a thread changed in files. Calls that failed changed nothing. It ends after so many edits, and after a number of
// calls and of bytes. It returns CodeNotFound for a session that is not known.
func (s *Service) Changes(ctx context.Context, q ChangesQuery) (Changes, error) {
	c := Changes{Thread: model.MessageThread{SessionID: q.SessionID, Subagent: q.Subagent, Kinds: []model.MessageKind{model.KindCall}}}
	position, bytes := q.After, 0
	for calls := 0; calls < changesCalls; calls += changesTogether {
		messages, err := s.store.After(ctx, c.Thread, position, changesTogether+1)
		if err != nil {
			return c, err
		}
		if len(messages) == 0 && position == nil {
			return c, s.checkSession(ctx, q.SessionID)
		}
		read := messages[:min(len(messages), changesTogether)]
		if err := s.readEdits(ctx, read); err != nil {
			return c, err
		}
		for i := range read {
			bytes += c.add(read[i], q.Path)
			if isLast := i == len(messages)-1; !isLast && (len(c.Edits) >= q.Limit || bytes >= changesBytes) {
				next := read[i].Cursor()
				c.Next = &next
				return c, nil
			}
		}
		if len(messages) <= changesTogether {
			c.Next = nil
			return c, nil
		}
		last := read[len(read)-1].Cursor()
		position, c.Next = &last, &last
	}
	return c, nil
}

// readEdits reads the parts of calls. Of those that edited files it reads all that is compared.
func (s *Service) readEdits(ctx context.Context, calls []model.Message) error {
	ids, places := make([]string, len(calls)), make(map[string]int, len(calls))
	for i := range calls {
		ids[i], places[calls[i].ID] = calls[i].ID, i
	}
	read := func(ids []string, limit int) error {
		parts, err := s.store.Parts(ctx, ids, limit)
		for _, p := range parts {
			m := &calls[places[p.MessageID]]
			m.Parts = append(m.Parts, p)
		}
		return err
	}
	if err := read(ids, MaxText); err != nil {
		return err
	}
	var long []string
	for i := range calls {
		if m := &calls[i]; filediff.IsEdit(*m) && m.Part(model.PartCall).Bytes > int64(len(m.Part(model.PartCall).Text)) {
			long, m.Parts = append(long, m.ID), nil
		}
	}
	if len(long) == 0 {
		return nil
	}
	return read(long, editText)
}

// add adds the edits of a call, those of one file where a path is given. It returns how many bytes their lines have.
func (c *Changes) add(call model.Message, path string) int {
	bytes := 0
	for _, edit := range filediff.EditsOfCall(call) {
		if path != "" && edit.Path != path {
			continue
		}
		for _, hunk := range edit.Hunks {
			for _, line := range hunk {
				bytes += len(line.Text)
			}
		}
		c.Edits = append(c.Edits, FileEdit{Edit: edit, SessionID: call.SessionID, MessageID: call.ID, At: call.At})
	}
	return bytes
}
