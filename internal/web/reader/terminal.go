package reader

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/render"
)

// Terminal is a command with the end of what it printed.
type Terminal struct {
	Command string
	// CommandHTML is the command with its parts marked, "" where it is shown as it is.
	CommandHTML template.HTML
	Output      Output
	// Errors are what was printed apart from the output.
	Errors *Output
	// Exit is the code with which the command ended, nil where nobody knows.
	Exit *int64
	// Bytes is the length of all that was printed, Lines the number of its lines, 0 where not all was read. PartID names the part that has all of it.
	Bytes  int64
	Lines  int
	PartID int64
	IsCut  bool
}

// Output is what a command printed: one of HTML and Plain is set.
type Output struct {
	HTML  template.HTML
	Plain string
	// text is what is shown, with the colours of the terminal.
	text string
	// Hidden is the number of lines before those that are shown.
	Hidden int
}

// Text returns what is shown as a plain text.
func (o Output) Text() string { return render.WithoutControls(o.text) }

// IsPart reports whether more was printed than is shown.
func (t *Terminal) IsPart() bool { return t.Output.Hidden > 0 || t.Lines == 0 && t.Bytes > 0 }

// maxLine is the length in characters of the longest line that is shown.
const maxLine = 2000

func newTerminal(m Message, given, returned model.MessagePart, limits Limits) *Terminal {
	lines := limits.TerminalLines
	t := &Terminal{Command: toolcall.Command(given.Text), Bytes: returned.Bytes, PartID: limits.partID(returned), IsCut: returned.IsCut, Exit: exitCode(returned)}
	if html, ok := render.CodeOfFile("command.sh", t.Command); ok {
		t.CommandHTML = html
	}
	text := returned.Text
	if m.End != "" {
		text = m.End
	} else {
		t.Lines = strings.Count(strings.TrimRight(text, "\n"), "\n") + 1
	}
	if failed := strings.TrimSpace(gjson.Get(returned.Meta, "stderr").String()); failed != "" {
		if before, ok := strings.CutSuffix(strings.TrimSpace(text), failed); ok {
			errors := lastLines(failed, lines)
			text, t.Errors = before, &errors
		}
	}
	t.Output = lastLines(text, lines)
	return t
}

// lastLines shows the last lines of what was printed.
func lastLines(text string, most int) Output {
	text = strings.TrimRight(text, "\n")
	all := strings.Split(text, "\n")
	hidden := max(len(all)-most, 0)
	all = all[hidden:]
	for i, line := range all {
		if start, more := model.Cut(line, maxLine); more {
			all[i] = start + "…"
		}
	}
	shown := strings.Join(all, "\n")
	if html, ok := render.Terminal(shown); ok {
		return Output{HTML: html, Hidden: hidden, text: shown}
	}
	return Output{Plain: render.WithoutControls(shown), Hidden: hidden, text: shown}
}

// exits matches what agents write of the end of a command before its output.
var exits = regexp.MustCompile(`^(?:Exit code|Error: Exit code|Exit Code:|Process exited with code|.{0,200}\n?Process exited with code) ?(-?\d{1,6})`)

// exitCode returns the code with which a command ended, nil where nothing states it.
func exitCode(returned model.MessagePart) *int64 {
	for _, name := range []string{"exit_code", "metadata.exit_code", "exitCode"} {
		if code := gjson.Get(returned.Meta, name); code.Type == gjson.Number {
			value := code.Int()
			return &value
		}
	}
	found := exits.FindStringSubmatch(beginning(returned.Text, 400))
	if found == nil {
		return nil
	}
	value, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return nil
	}
	return &value
}
