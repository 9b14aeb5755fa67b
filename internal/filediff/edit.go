package filediff

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Edit is a change of a file.
type Edit struct {
	Path string
	Diff
	// Failed is true where the call failed: nothing was changed.
	Failed bool
	// TooLarge is true where the difference is not computed.
	TooLarge bool
}

// NewEdits compares the texts of edits.
func NewEdits(list []toolcall.Edit, failed bool) []Edit {
	edits := make([]Edit, 0, len(list))
	for _, e := range list {
		shown := Edit{Path: e.Path, Failed: failed}
		ok := false
		if e.Patch != "" {
			shown.Diff, ok = Patch(e.Patch)
		} else {
			shown.Diff, ok = Compare(e.Before, e.After)
		}
		shown.TooLarge = !ok
		edits = append(edits, shown)
	}
	return edits
}

// Changed returns the number of lines that edits added and removed.
func Changed(edits []Edit) (added, removed int) {
	for _, e := range edits {
		added += e.Added
		removed += e.Removed
	}
	return added, removed
}

// EditsOf returns the changes of a call. What the result states of them has the numbers of lines in the file, so it counts before the texts of the
// input.
func EditsOf(input, result string, failed bool) []Edit {
	stated := toolcall.Edits(input)
	if hunks := gjson.Get(result, "structuredPatch"); !failed && hunks.IsArray() && len(hunks.Array()) > 0 {
		edit := Edit{Path: gjson.Get(result, "filePath").String(), Diff: hunksOf(hunks)}
		if edit.Path == "" && len(stated) > 0 {
			edit.Path = stated[0].Path
		}
		return []Edit{edit}
	}
	edits := NewEdits(stated, failed)
	for i := range edits {
		if stated[i].Before != "" || stated[i].Patch != "" {
			edits[i].Unnumber() // a piece of a file: nobody knows where it stands
		}
	}
	return edits
}

// hunksOf reads hunks as an agent states them beside the result: where each begins, and its lines with their marks.
func hunksOf(hunks gjson.Result) Diff {
	var numbered []NumberedHunk
	for _, hunk := range hunks.Array() {
		var lines []string
		for _, line := range hunk.Get("lines").Array() {
			lines = append(lines, line.String())
		}
		numbered = append(numbered, NumberedHunk{
			Old: int(hunk.Get("oldStart").Int()), New: int(hunk.Get("newStart").Int()), Lines: strings.Join(lines, "\n"),
		})
	}
	return Hunks(numbered)
}

// IsNew reports whether the edit wrote a file of which nothing was known before.
func (e Edit) IsNew() bool { return e.Removed == 0 && len(e.Hunks) == 1 && len(e.Hunks[0]) == e.Added }

// EditsOfCall returns what a call changed, nothing for one that failed, has not ended, or edits no files.
func EditsOfCall(m model.Message) []Edit {
	if !IsEdit(m) {
		return nil
	}
	return EditsOf(m.Part(model.PartCall).Text, m.Part(model.PartResponse).Meta, false)
}

// IsEdit reports whether a call edited files.
func IsEdit(m model.Message) bool {
	return !m.IsFailed() && !m.IsRunning() && toolcall.KindOf(m.ToolName()) == toolcall.KindEdit
}
