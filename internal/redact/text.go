package redact

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Mark replaces each secret.
const Mark = "[redacted]"

// maxPasses is how often a text is searched at most. A mark ends a word, so a second search may find what the first one did not.
const maxPasses = 4

// maxNesting is the depth to which strings in JSON are read as JSON themselves.
const maxNesting = 3

// Text returns the text with each secret replaced by Mark. It returns a text without secrets unchanged. JSON stays valid JSON.
func Text(text string) string { return textAt(text, 0) }

func textAt(text string, depth int) string {
	isDocument := depth < maxNesting && isContainer(text)
	if !isSuspicious(text) && (!isDocument || !mayHide(text)) {
		return text
	}
	if isDocument && gjson.Valid(text) {
		return string(redactDocument("", []byte(text), depth+1))
	}
	for range maxPasses {
		redacted := redactOnce(text)
		if redacted == text {
			break
		}
		text = redacted
	}
	return text
}

// isContainer reports whether the text begins like a JSON object or array.
func isContainer(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}

// span is a part of a text that is replaced.
type span struct {
	start, end int
	with       string
}

// redactOnce searches the text once and replaces what it finds.
func redactOnce(text string) string {
	spans := find(text)
	if len(spans) == 0 {
		return text
	}
	slices.SortStableFunc(spans, func(a, b span) int { return a.start - b.start })
	var out strings.Builder
	done := 0
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		for i+1 < len(spans) && spans[i+1].start < s.end { // two rules found one secret
			i++
			s.end = max(s.end, spans[i].end)
		}
		out.WriteString(text[done:s.start] + s.with)
		done = s.end
	}
	out.WriteString(text[done:])
	return out.String()
}
