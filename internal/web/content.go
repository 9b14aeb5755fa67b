package web

import (
	"encoding/json"
	"html/template"
	"path"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/render"
)

// content is a stored text as a page shows it. One of Tree, HTML and Plain is set.
type content struct {
	// Title is the heading, Field the name of the column.
	Title, Field string
	// Kind is "prose", "code" or "terminal" where HTML is set.
	Kind  string
	HTML  template.HTML
	Tree  *jsonTree
	Plain string
	// Raw is the text as it is stored, "" where that is what is shown.
	Raw string
}

// newContent chooses how to show a text. spoken is true for what somebody said, which may be Markdown; file names the file whose text it is, or has
// the ending of its language.
func newContent(title, field, stored string, spoken bool, file string) *content {
	if strings.TrimSpace(stored) == "" {
		return nil
	}
	c := &content{Title: title, Field: field, Raw: stored}
	if isObject(stored) {
		c.Tree = parseJSONTree(stored)
		return c
	}
	ok := false
	switch {
	case spoken:
		c.Kind = "prose"
		c.HTML, ok = render.Markdown(stored)
	case render.IsTerminal(stored):
		c.Kind = "terminal"
		c.HTML, ok = render.Terminal(endOf(stored))
	case file != "":
		c.Kind = "code"
		c.HTML, ok = render.CodeOfFile(file, stored)
	}
	if !ok {
		return &content{Title: title, Field: field, Plain: render.WithoutControls(stored)}
	}
	return c
}

// isObject reports whether a text is a JSON object or list.
func isObject(text string) bool {
	text = strings.TrimSpace(text)
	return (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text))
}

// endOf returns the end of the text of a terminal, which says how it went, from the beginning of a line on. It returns a shorter text as it is.
func endOf(text string) string {
	if len(text) <= maxTreeText {
		return text
	}
	end := text[len(text)-maxTreeText:]
	return end[strings.IndexByte(end, '\n')+1:]
}

// texts returns the input and the output of an event. A message says the same in both: the input is its beginning.
func texts(e model.Event, edited bool) (input, output *content) {
	in, out := text(e.InputSummary), text(e.OutputSummary)
	spoken := isSpoken(e)
	inputTitle, outputTitle := "Input", "Output"
	switch text(e.ToolName) {
	case model.ToolUserQuery:
		inputTitle = "Prompt"
	case model.ToolMessage:
		outputTitle = "Message"
	}
	if !edited && !repeats(in, out, spoken) {
		input = newContent(inputTitle, "input_summary", in, spoken, languageOfInput(e))
	}
	return input, newContent(outputTitle, "output_summary", out, spoken, fileOfOutput(e, in))
}

// isSpoken reports whether the texts of an event are what somebody said.
func isSpoken(e model.Event) bool {
	switch text(e.ToolName) {
	case model.ToolUserQuery, model.ToolMessage, model.ToolTask, model.ToolTaskOutput:
		return true
	}
	return text(e.SubagentType) != "" && e.EventType == "task_delegation"
}

// repeats reports whether an input says nothing that the output does not say too.
func repeats(input, output string, spoken bool) bool {
	in, out := strings.Join(strings.Fields(input), " "), strings.Join(strings.Fields(output), " ")
	return in == out || spoken && in != "" && strings.HasPrefix(out, strings.TrimRight(in, "….: "))
}

// languageOfInput returns a file name with the ending of the language of an input, "" for none.
func languageOfInput(e model.Event) string {
	switch text(e.ToolName) {
	case "Bash", "shell", "exec_command", "run_shell_command":
		return "command.sh"
	}
	return ""
}

// fileOfOutput returns the name of the file that a call read, "" for other calls.
func fileOfOutput(e model.Event, input string) string {
	if text(e.ToolName) != "Read" || strings.ContainsAny(input, "\n") {
		return ""
	}
	return path.Base(strings.TrimSpace(input))
}
