package toolcall

import (
	"strings"

	"github.com/tidwall/gjson"
)

// Edit is a change of a file by a call, as far as the input of the call states it.
type Edit struct {
	// Path is the file, "" where it is not stated.
	Path string
	// Before and After are the text that was replaced and the one that replaced it. Before is "" for a file that was written as a whole.
	Before, After string
	// Patch is the change in lines that begin with a plus, a minus or a space, where the input states it like that; Before and After are "" then.
	Patch string
}

// maxEdits is the number of edits of one call.
const maxEdits = 100

// Names of members by which tools state edits.
var (
	pathMembers   = []string{"file_path", "notebook_path", "absolute_path", "path", "filename"}
	beforeMembers = []string{"old_string", "old_str", "old_source"}
	afterMembers  = []string{"new_string", "new_str", "new_source", "content", "file_text"}
	patchMembers  = []string{"input", "patch", "command", "command.1"}
)

// patchBegin begins a patch of several files.
const patchBegin = "*** Begin Patch"

// Edits returns the edits that the input of a call states, at most 100, none for a call that edits nothing. The members of the input tell, not the
// name of the tool: agents call the same tools differently.
func Edits(input string) []Edit {
	if strings.HasPrefix(input, patchBegin) {
		return patches(input)
	}
	object := gjson.Parse(input)
	if !object.IsObject() || !gjson.Valid(input) {
		return nil
	}
	for _, name := range patchMembers {
		if patch := object.Get(name); patch.Type == gjson.String && strings.HasPrefix(strings.TrimSpace(patch.Str), patchBegin) {
			return patches(strings.TrimSpace(patch.Str))
		}
	}
	path := firstText(object, pathMembers)
	if path == "" {
		return nil
	}
	var edits []Edit
	parts := []gjson.Result{object}
	if list := object.Get("edits"); list.IsArray() {
		parts = list.Array()
	}
	for _, part := range parts[:min(len(parts), maxEdits)] {
		before, hasBefore := stated(part, beforeMembers)
		after, hasAfter := stated(part, afterMembers)
		if hasAfter || hasBefore {
			edits = append(edits, Edit{Path: path, Before: before, After: after})
		}
	}
	return edits
}

// stated returns the first of the members that is a text.
func stated(object gjson.Result, names []string) (string, bool) {
	for _, name := range names {
		if member := object.Get(name); member.Type == gjson.String {
			return member.Str, true
		}
	}
	return "", false
}

// patches divides a patch by its files.
func patches(patch string) []Edit {
	var edits []Edit
	var lines strings.Builder
	end := func() {
		if len(edits) > 0 {
			edits[len(edits)-1].Patch = lines.String()
		}
		lines.Reset()
	}
	for line := range strings.Lines(patch) {
		header, isHeader := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "*** ")
		_, path, isFile := strings.Cut(header, " File: ")
		switch {
		case isHeader && isFile:
			end()
			if len(edits) == maxEdits {
				return edits
			}
			edits = append(edits, Edit{Path: path})
		case !isHeader:
			lines.WriteString(line)
		}
	}
	end()
	return edits
}
