package conversation

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// words is what is searched for, whatever its case.
type words struct {
	// lower are words of ASCII in lower case; pattern matches any others.
	lower   string
	pattern *regexp.Regexp
}

func newWords(text string) words {
	if isASCII(text) {
		return words{lower: lowerASCII(text)}
	}
	return words{pattern: regexp.MustCompile("(?i)" + regexp.QuoteMeta(text))} // what is quoted always compiles
}

// in returns where the words begin and end in a text, at most so many times; a negative number stands for all.
func (w words) in(text string, most int) [][]int {
	if w.pattern != nil {
		return w.pattern.FindAllStringIndex(text, most)
	}
	var found [][]int
	text = lowerASCII(text)
	for at := 0; most < 0 || len(found) < most; {
		next := strings.Index(text[at:], w.lower)
		if next < 0 {
			break
		}
		found = append(found, []int{at + next, at + next + len(w.lower)})
		at += next + len(w.lower)
	}
	return found
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lowerASCII returns a text with the letters of ASCII in lower case, so that its places stay the same.
func lowerASCII(text string) string {
	for i := range len(text) {
		if c := text[i]; 'A' <= c && c <= 'Z' {
			return strings.Map(lowerLetter, text)
		}
	}
	return text
}

func lowerLetter(c rune) rune {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}
