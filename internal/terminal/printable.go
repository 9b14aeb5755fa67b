// Package terminal makes texts of others safe to print: names of files, ids and errors may contain control characters, with which a terminal
// can be made to hide, change or send text.
package terminal

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Printer shows control characters instead of sending them to a writer. Lines and tabs stay. It is safe for concurrent use.
type Printer struct {
	to io.Writer

	mu sync.Mutex
	// begun is the beginning of a character whose rest is still to come.
	begun []byte
}

// Writer returns a printer to w.
func Writer(w io.Writer) *Printer { return &Printer{to: w} }

// File returns the file that a writer of this package writes to, nil where it is none.
func File(w io.Writer) *os.File {
	w = Raw(w)
	if a, ok := w.(*awaited); ok {
		w = a.to
	}
	file, _ := w.(*os.File)
	return file
}

// Raw returns the writer behind a printer, and w itself for another one. It is for what this program draws with control characters.
func Raw(w io.Writer) io.Writer {
	if p, ok := w.(*Printer); ok {
		return p.to
	}
	return w
}

// Write writes text. A character whose bytes are cut between two calls is printed with the second one.
func (p *Printer) Write(text []byte) (int, error) {
	if _, err := io.WriteString(p.to, show(p.complete(text), "\n\t")); err != nil {
		return 0, err
	}
	return len(text), nil
}

// complete returns the text that can be printed now, and keeps the beginning of a character at its end.
func (p *Printer) complete(text []byte) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	whole := slices.Concat(p.begun, text)
	end := len(whole) - unfinished(whole)
	p.begun = slices.Clone(whole[end:])
	return string(whole[:end])
}

// Close prints what is left of a character whose rest never came. It does not close the writer.
func (p *Printer) Close() error {
	p.mu.Lock()
	rest := string(p.begun)
	p.begun = nil
	p.mu.Unlock()
	_, err := io.WriteString(p.to, show(rest, "\n\t"))
	return err
}

// unfinished returns the number of bytes at the end of a text that begin a character.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if end := text[len(text)-n:]; utf8.RuneStart(end[0]) {
			if utf8.FullRune(end) {
				return 0
			}
			return n
		}
	}
	return 0
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
