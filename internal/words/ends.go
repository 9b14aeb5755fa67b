package words

import (
	"strings"
	"unicode/utf8"
)

// What is searched of a long text: so many bytes from its beginning, and so many before its end.
const (
	Head = 64 << 10
	Tail = 16 << 10
)

// Searched returns what is searched of a text: all of it, or its beginning and its end. In what a tool was given, a JSON text, escaped characters become
// spaces, so that a word does not begin with the letter of an escape. Each character stays in its place.
func Searched(text string, isJSON bool) string {
	if len(text) > Head+Tail {
		head, tail := Head, len(text)-Tail
		for head > 0 && !utf8.RuneStart(text[head]) {
			head--
		}
		for tail < len(text) && !utf8.RuneStart(text[tail]) {
			tail++
		}
		text = text[:head] + "\n" + text[tail:]
	}
	if isJSON && strings.IndexByte(text, '\\') >= 0 {
		text = withoutEscapes(text)
	}
	return text
}

// withoutEscapes returns a JSON text with spaces in the place of escaped characters.
func withoutEscapes(text string) string {
	plain := []byte(text)
	for at := 0; at < len(plain); at++ {
		if plain[at] != '\\' {
			continue
		}
		length := 2
		if at+1 < len(plain) && plain[at+1] == 'u' {
			length = 6
		}
		end := min(at+length, len(plain))
		for i := at; i < end; i++ {
			if plain[i] >= utf8.RuneSelf {
				end = i
				break
			}
			plain[i] = ' '
		}
		at = end - 1
	}
	return string(plain)
}
