package jsonscan

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
)

// maxDepth bounds how deep values may be nested.
const maxDepth = 512

// verdict is what a scan finds.
type verdict int

const (
	valid verdict = iota
	invalid
	// notUTF8 is found before it is known whether the rest is valid.
	notUTF8
)

// Object returns the JSON object in text, and false where there is none, or one that is nested too deep. A byte order mark before it is
// ignored, invalid UTF-8 in it is replaced, and of several members with one name only the last is kept. The object refers to text: what is
// kept of it must be copied before text changes.
func Object(text []byte) (gjson.Result, bool) {
	object, found := scanObject(text)
	if found == notUTF8 {
		object, found = scanObject(bytes.ToValidUTF8(text, []byte("\uFFFD")))
	}
	if found != valid {
		return gjson.Result{}, false
	}
	return gjson.Result{Type: gjson.JSON, Raw: view(object)}, true
}

// Valid reports whether text is one JSON value in valid UTF-8 that is not nested too deep.
func Valid(text []byte) bool {
	s := scan{text: text, mayRepeat: true}
	s.space()
	if s.value(0) != valid {
		return false
	}
	s.space()
	return s.at == len(text)
}

// view returns the text that a slice holds, without copying it.
func view(text []byte) string { return unsafe.String(unsafe.SliceData(text), len(text)) }

// scanObject returns the object that is all of text but white space.
func scanObject(text []byte) ([]byte, verdict) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	s := scan{text: text}
	s.space()
	start := s.at
	if s.peek() != '{' {
		if !utf8.Valid(text) {
			return nil, notUTF8
		}
		return nil, invalid
	}
	if found := s.value(0); found != valid {
		return nil, found
	}
	object := text[start:s.at]
	s.space()
	if s.at < len(text) {
		return nil, invalid
	}
	if s.mayRepeat {
		object = jsonnames.KeepLast(object)
	}
	return object, valid
}

// scan validates a text from its position on.
type scan struct {
	text []byte
	at   int
	// names are where those of the members of the open objects so far stand, in quotes; count is their number.
	names [manyNames]span
	count int
	// mayRepeat says that two members of an object may have one name.
	mayRepeat bool
}

// manyNames is the number of names from which on they are not compared here.
const manyNames = 64

// span is a part of the text.
type span struct{ from, to int }

// peek returns the next byte, 0 at the end.
func (s *scan) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// space skips white space.
func (s *scan) space() {
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// value skips a value. depth is the number of values around it.
func (s *scan) value(depth int) verdict {
	switch c := s.peek(); {
	case c == '"':
		return s.string()
	case c == '{', c == '[':
		if depth == maxDepth {
			return invalid
		}
		return s.container(c, depth+1)
	case c == '-' || isDigit(c):
		return s.number()
	default:
		return s.word()
	}
}

// container skips the object or the list that begins with open.
func (s *scan) container(open byte, depth int) verdict {
	closing, outer := open+2, s.count // a bracket is two behind the one that opens
	s.at++
	s.space()
	if s.peek() == closing {
		s.at++
		return valid
	}
	for {
		if open == '{' {
			if found := s.name(outer); found != valid {
				return found
			}
		}
		if found := s.value(depth); found != valid {
			return found
		}
		s.space()
		switch s.peek() {
		case closing:
			s.at++
			s.count = outer
			return valid
		case ',':
			s.at++
			s.space()
		default:
			return invalid
		}
	}
}

// name skips the name of a member, and the colon behind it. The names of the members before it begin at first.
func (s *scan) name(first int) verdict {
	if s.peek() != '"' {
		return invalid
	}
	start := s.at
	if found := s.string(); found != valid {
		return found
	}
	s.addName(span{start, s.at}, first)
	s.space()
	if s.peek() != ':' {
		return invalid
	}
	s.at++
	s.space()
	return valid
}

// addName notes whether a name may be that of a member before it: an escaped one may be any.
func (s *scan) addName(name span, first int) {
	if s.mayRepeat {
		return
	}
	text := s.text[name.from:name.to]
	if s.count == manyNames || bytes.IndexByte(text, '\\') >= 0 {
		s.mayRepeat = true
		return
	}
	for _, other := range s.names[first:s.count] {
		s.mayRepeat = s.mayRepeat || bytes.Equal(s.text[other.from:other.to], text)
	}
	s.names[s.count] = name
	s.count++
}

// word skips true, false or null.
func (s *scan) word() verdict {
	rest := view(s.text[s.at:])
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(rest, word) {
			s.at += len(word)
			return valid
		}
	}
	return invalid
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number skips a number.
func (s *scan) number() verdict {
	if s.peek() == '-' {
		s.at++
	}
	if s.peek() == '0' {
		s.at++
	} else if !s.digits() {
		return invalid
	}
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			return invalid
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if !s.digits() {
			return invalid
		}
	}
	return valid
}

// digits skips digits, and reports whether there is one.
func (s *scan) digits() bool {
	start := s.at
	for isDigit(s.peek()) {
		s.at++
	}
	return s.at > start
}
