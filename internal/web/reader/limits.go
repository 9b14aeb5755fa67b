package reader

import "github.com/htmlgraph/htmlgraph/internal/model"

// Limits say how much of a message is shown.
type Limits struct {
	// Text is the number of bytes of what somebody said, DiffLines that of the lines of an edit, TerminalLines that of the last lines of a terminal.
	Text, DiffLines, TerminalLines int
	// Lines is the number of the lines of all edits together.
	Lines int
	// Bodies says that calls are shown with what they were given and what they returned, which a page otherwise loads when they are opened.
	Bodies bool
	// InFile says that what is shown is a file of its own, which leads to no other page.
	InFile bool
}

// InWindow are the limits of a message among others: a window of 60 has at most 2,500 elements.
func InWindow() Limits { return Limits{Text: 16 << 10, DiffLines: 40, TerminalLines: 40, Lines: 240} }

// Alone are the limits of a message that is shown by itself.
func Alone() Limits {
	return Limits{Text: 256 << 10, DiffLines: 800, TerminalLines: 2000, Lines: 4000, Bodies: true}
}

// Whole are the limits of a message in a file, whose reader cannot load more.
func Whole() Limits {
	return Limits{Text: 256 << 10, DiffLines: 800, TerminalLines: 400, Lines: 1 << 20, Bodies: true, InFile: true}
}

// partID returns the id of a part whose text is to be linked, 0 for none.
func (l Limits) partID(p model.MessagePart) int64 {
	if l.InFile {
		return 0
	}
	return p.ID
}
