package transcript

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
)

// maxDepth bounds how deep values may be nested, because the parser recurses.
const maxDepth = 512

// ParseObject returns the JSON object in line, and false where there is none. Invalid UTF-8 is replaced, and of several members with one name
// only the last is kept. The result refers to line.
func ParseObject(line []byte) (gjson.Result, bool) {
	if !utf8.Valid(line) {
		line = bytes.ToValidUTF8(line, []byte("\uFFFD"))
	}
	line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	if tooDeep(line) || !gjson.ValidBytes(line) {
		return gjson.Result{}, false
	}
	value := gjson.ParseBytes(jsonnames.KeepLast(line))
	return value, value.IsObject()
}

// IsRecord reports whether a line is a whole JSON object.
func IsRecord(line []byte) bool {
	_, ok := ParseObject(line)
	return ok
}

// tooDeep reports whether values are nested beyond maxDepth. It skips texts, of which transcripts mostly consist.
func tooDeep(line []byte) bool {
	depth := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		case '"':
			i = endOfString(line, i+1)
		}
	}
	return false
}

// endOfString returns the position of the quote that ends the string whose content begins at start.
func endOfString(line []byte, start int) int {
	for i := start; i < len(line); i++ {
		next := bytes.IndexByte(line[i:], '"')
		if next < 0 {
			return len(line)
		}
		i += next
		backslashes := 0
		for j := i - 1; j >= start && line[j] == '\\'; j-- {
			backslashes++
		}
		if backslashes%2 == 0 {
			return i
		}
	}
	return len(line)
}

// Member returns a member of an object that rarely has one of that name. It first looks for the name as text, which is faster than
// parsing the object's long strings.
func Member(object gjson.Result, name string) gjson.Result {
	if !strings.Contains(object.Raw, `"`+name+`"`) && !strings.Contains(object.Raw, `\u`) {
		return gjson.Result{}
	}
	return object.Get(name)
}
