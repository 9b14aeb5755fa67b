// Package terminal makes texts of others safe to print: names of files, ids and errors may contain control characters, with which a terminal
// can be made to hide, change or send text.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Writer returns a writer that shows control characters instead of sending them to w. Lines and tabs stay.
func Writer(w io.Writer) io.Writer { return printable{w} }

// Raw returns the writer behind one of Writer, and w itself for another one. It is for what this program draws with control characters.
func Raw(w io.Writer) io.Writer {
	if p, ok := w.(printable); ok {
		return p.to
	}
	return w
}

type printable struct{ to io.Writer }

// Write writes text.
func (p printable) Write(text []byte) (int, error) {
	if _, err := io.WriteString(p.to, show(string(text), "\n\t")); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Name returns a name as it is shown within a line: a line break in it is shown too.
func Name(name string) string { return show(name, "") }

// show replaces control characters, except for those in keep, by escapes as in Go.
func show(text, keep string) string {
	if isPlain(text) {
		return text
	}
	var shown strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&shown, `\x%02x`, text[0])
		case strings.ContainsRune(keep, r):
			shown.WriteRune(r)
		case r == '\n':
			shown.WriteString(`\n`)
		case r == '\t':
			shown.WriteString(`\t`)
		case r == '\r':
			shown.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&shown, `\x%02x`, r)
		case isInvisible(r):
			fmt.Fprintf(&shown, `\u%04x`, r)
		default:
			shown.WriteString(text[:size])
		}
		text = text[size:]
	}
	return shown.String()
}

// isPlain reports whether a text is printable ASCII.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// isInvisible reports whether a character is a control character beyond ASCII, or changes the direction of the text around it.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x80 && r <= 0x9f, r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return true
	default:
		return false
	}
}
