package render

import (
	"html/template"
	"regexp"
	"strings"
	"unicode/utf8"

	terminal "github.com/buildkite/terminal-to-html/v3"
)

// The largest text of a terminal that is rendered. The page says what is missing.
const (
	maxTerminalBytes = 64 << 10
	maxTerminalLines = 2000
	maxColumns       = 4000
)

// commands matches what a program tells a terminal beside texts and colours: titles, links, pictures, notices, each up to its end.
var commands = regexp.MustCompile("\x1b[\\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\\\|$)?")

// sequences matches all other sequences of control characters.
var sequences = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]?")

// Terminal renders what a program wrote to a terminal, and returns false for a text without control sequences, or with too many lines or bytes.
// Colours are classes. Cursor movements are played, so a line that was written several times is shown as it was in the end.
func Terminal(text string) (template.HTML, bool) {
	if !IsTerminal(text) || len(text) > maxTerminalBytes || strings.Count(text, "\n") > maxTerminalLines || !utf8.ValidString(text) {
		return "", false
	}
	screen, err := terminal.NewScreen(terminal.WithMaxSize(maxColumns, maxTerminalLines))
	if err != nil {
		return "", false
	}
	if _, err := screen.Write([]byte(commands.ReplaceAllString(text, ""))); err != nil {
		return "", false
	}
	return template.HTML(spans().Sanitize(screen.AsHTML())), true //nolint:gosec // the policy has cleaned it
}

// IsTerminal reports whether a text contains control sequences of a terminal.
func IsTerminal(text string) bool { return strings.Contains(text, "\x1b") }

// WithoutControls returns a text without control sequences of a terminal.
func WithoutControls(text string) string {
	if !IsTerminal(text) {
		return text
	}
	return sequences.ReplaceAllString(commands.ReplaceAllString(text, ""), "")
}
