package jsonscan

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text returns the text of a valid string in quotes. Without escapes it is a part of quoted. A very long one is truncated.
func text(quoted string) string {
	inner := strings.TrimSuffix(quoted[1:], `"`)
	switch {
	case len(inner) > maxText:
		return truncated(inner)
	case strings.IndexByte(inner, '\\') < 0:
		return inner
	default:
		return view(appendText(make([]byte, 0, len(inner)), inner))
	}
}

// appendText appends the text that inner, the content of a string, stands for.
func appendText(decoded []byte, inner string) []byte {
	for next := nextBackslash(inner); next >= 0; next = nextBackslash(inner) {
		decoded = append(decoded, inner[:next]...)
		decoded, inner = appendEscape(decoded, inner[next:])
	}
	return append(decoded, inner...)
}

// nextBackslash returns the position of the next backslash, -1 for none. It looks at the next bytes by itself: escapes come close together.
func nextBackslash(inner string) int {
	const near = 16
	for i := range min(near, len(inner)) {
		if inner[i] == '\\' {
			return i
		}
	}
	if len(inner) <= near {
		return -1
	}
	if next := strings.IndexByte(inner[near:], '\\'); next >= 0 {
		return near + next
	}
	return -1
}

// appendEscape appends the character that is escaped at the beginning of inner, and returns what follows it.
func appendEscape(decoded []byte, inner string) ([]byte, string) {
	if len(inner) < len(`\n`) {
		return decoded, ""
	}
	switch c := inner[1]; c {
	case 'b':
		return append(decoded, '\b'), inner[2:]
	case 'f':
		return append(decoded, '\f'), inner[2:]
	case 'n':
		return append(decoded, '\n'), inner[2:]
	case 'r':
		return append(decoded, '\r'), inner[2:]
	case 't':
		return append(decoded, '\t'), inner[2:]
	case 'u':
		r, rest := escapedRune(inner)
		return utf8.AppendRune(decoded, r), rest
	default:
		return append(decoded, c), inner[2:]
	}
}

// escapedRune returns the character that one or two escapes \uXXXX at the beginning of inner stand for, and what follows them. Half of a
// pair alone becomes U+FFFD.
func escapedRune(inner string) (rune, string) {
	first, rest, ok := codeUnit(inner)
	if !ok {
		return utf8.RuneError, ""
	}
	if second, behind, ok := codeUnit(rest); ok && utf16.IsSurrogate(first) {
		if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
			return pair, behind
		}
	}
	return first, rest
}

// codeUnit reads one escape \uXXXX.
func codeUnit(inner string) (unit rune, rest string, ok bool) {
	const length = len(`\uXXXX`)
	if len(inner) < length || inner[:2] != `\u` {
		return 0, inner, false
	}
	code, err := strconv.ParseUint(inner[2:length], 16, 16)
	return rune(code), inner[length:], err == nil
}
