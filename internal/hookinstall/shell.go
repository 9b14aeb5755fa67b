package hookinstall

import (
	"regexp"
	"strings"
)

// word is a word of a shell command.
type word struct {
	// text is what the shell passes on, without quotes.
	text string
	// source is how it is written; end is the offset of its end in the command.
	source string
	end    int
}

// splitWords returns the words of a command, and false for a command that is more than words: several commands, redirections, variables,
// substitutions, patterns, comments, or quotes that are open.
func splitWords(command string) (words []word, ok bool) {
	for at := 0; ; {
		at += len(command[at:]) - len(strings.TrimLeft(command[at:], " \t"))
		if at == len(command) {
			return words, true
		}
		text, length, ok := firstWord(command[at:])
		if !ok {
			return nil, false
		}
		words = append(words, word{text: text, source: command[at : at+length], end: at + length})
		at += length
	}
}

// firstWord returns the word with which a text begins, and its length in the text.
func firstWord(text string) (unquoted string, length int, ok bool) {
	var b strings.Builder
	for length < len(text) && text[length] != ' ' && text[length] != '\t' {
		part, n := "", 0
		switch c := text[length]; {
		case c == '\'':
			part, n = singleQuoted(text[length:])
		case c == '"':
			part, n = doubleQuoted(text[length:])
		case c == '\\':
			part, n = escaped(text[length:])
		case c >= 0x80 || strings.IndexByte(plain+literal, c) >= 0:
			part, n = text[length:length+1], 1
		}
		if n == 0 {
			return "", 0, false
		}
		b.WriteString(part)
		length += n
	}
	return b.String(), length, true
}

// literal are the characters that have no meaning within the words of our own commands, besides the plain ones.
const literal = "~:="

// singleQuoted returns what stands in the quotes with which a text begins, and its length with them, 0 where they are open.
func singleQuoted(text string) (inside string, length int) {
	inside, _, closed := strings.Cut(text[1:], "'")
	if !closed {
		return "", 0
	}
	return inside, len(inside) + 2
}

// doubleQuoted returns what stands in the quotes with which a text begins, and its length with them, 0 where they are open or hold
// something that a shell replaces.
func doubleQuoted(text string) (inside string, length int) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), i + 1
		case c == '$' || c == '`':
			return "", 0
		case c == '\\' && i+1 < len(text) && strings.IndexByte("$`\"\\", text[i+1]) >= 0:
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", 0
}

// escaped returns the character after the backslash with which a text begins. Before a letter or a digit, the backslash separates the
// folders of a path of Windows.
func escaped(text string) (char string, length int) {
	switch {
	case len(text) < 2 || text[1] == '\n':
		return "", 0
	case strings.IndexByte(plain, text[1]) >= 0:
		return text[:2], 2
	default:
		return text[1:2], 2
	}
}

var assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*\+?=`)

// assigns reports whether a word, as the first one of a command, sets a variable.
func (w word) assigns() bool { return assignment.MatchString(w.source) }

// base returns the last part of a path, of Windows too.
func base(path string) string {
	separators := "/"
	if !strings.HasPrefix(path, "/") {
		separators = `/\`
	}
	return path[strings.LastIndexAny(path, separators)+1:]
}
