package hookinstall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/tailscale/hujson"
)

// maxDepth is the deepest nesting that is read: far more than any settings have, and little enough for a parser that calls itself.
const maxDepth = 1000

var (
	byteOrderMark = []byte("\uFEFF")
	newlineByte   = []byte("\n")
)

// document is a parsed settings file.
type document struct {
	// prefix is a byte order mark, or nothing.
	prefix []byte
	// suffix is what was added at the end to parse the text.
	suffix []byte
	tree   hujson.Value
	root   *hujson.Object
	layout layout
}

// parseDocument parses settings. Without text they are an empty object. An error names the line and the column, counted in bytes from 1.
func parseDocument(text []byte, comments bool) (document, error) {
	var d document
	if bytes.HasPrefix(text, byteOrderMark) {
		d.prefix, text = byteOrderMark, text[len(byteOrderMark):]
	}
	if len(bytes.TrimSpace(text)) == 0 {
		text = []byte("{}\n")
	}
	if at, deep := tooDeep(text); deep {
		return d, fmt.Errorf("it is nested too deeply: %s", position(text, at))
	}
	tree, err := hujson.Parse(text)
	if ended, endedErr := hujson.Parse(append(bytes.Clone(text), '\n')); err != nil && endedErr == nil {
		tree, err, d.suffix = ended, nil, newlineByte // the parser wants the end of the line of a comment
	}
	if err != nil {
		return d, notJSON(strings.TrimPrefix(err.Error(), "hujson: "))
	}
	if err := standard(text); !comments && err != nil {
		return d, err
	}
	root, ok := tree.Value.(*hujson.Object)
	if !ok {
		return d, fmt.Errorf("it is not a JSON object: %s", position(text, tree.StartOffset))
	}
	d.tree, d.root, d.layout = tree, root, detectLayout(text, root)
	return d, nil
}

// bytes returns the text of the settings.
func (d document) bytes() []byte {
	return append(bytes.Clone(d.prefix), bytes.TrimSuffix(d.tree.Pack(), d.suffix)...)
}

// standard returns an error for text that is not JSON without comments.
func standard(text []byte) error {
	var nothing json.RawMessage
	err := json.Unmarshal(text, &nothing)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return notJSON(position(text, int(max(syntax.Offset, 1)-1)) + ": " + err.Error())
	}
	return err
}

// notJSON returns an error with a message of a parser, which may quote a part of the file.
func notJSON(message string) error {
	message = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, message)
	if runes := []rune(message); len(runes) > 200 {
		message = string(runes[:200]) + "…"
	}
	return errors.New("it is not JSON: " + message)
}

// position returns the line and the column of an offset.
func position(text []byte, offset int) string {
	before := text[:min(offset, len(text))]
	line := 1 + bytes.Count(before, newlineByte)
	return fmt.Sprintf("line %d, column %d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}

// tooDeep returns where objects and lists are nested more deeply than maxDepth.
func tooDeep(text []byte) (at int, deep bool) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			i += stringLength(text[i:])
		case c == '/' && bytes.HasPrefix(text[i:], []byte("//")):
			i += through(text[i:], "\n")
		case c == '/' && bytes.HasPrefix(text[i:], []byte("/*")):
			i += 1 + through(text[i+2:], "*/") + 1
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return i, true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return 0, false
}

// stringLength returns the offset of the quote that closes the string with which a text begins.
func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text)
}

// through returns the offset of the last byte of the first mark in a text.
func through(text []byte, mark string) int {
	at := bytes.Index(text, []byte(mark))
	if at < 0 {
		return len(text)
	}
	return at + len(mark) - 1
}
