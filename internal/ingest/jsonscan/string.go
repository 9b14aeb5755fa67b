package jsonscan

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Eight bytes that are all the same, to look at eight bytes of a text at once.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// special returns the bytes of eight that do not simply stand for themselves in a string, as the high bits of these bytes: quotes,
// backslashes, control characters, and bytes beyond ASCII. Only the first of them is exact.
func special(eight uint64) uint64 {
	quote, backslash := eight^('"'*ones), eight^('\\'*ones)
	return ((quote-ones)&^quote | (backslash-ones)&^backslash | (eight-' '*ones)&^eight | eight) & highs
}

// string skips a string, which begins here.
func (s *scan) string() verdict {
	s.at++
	for {
		s.plain()
		switch c := s.peek(); {
		case c == '"':
			s.at++
			return valid
		case c == '\\':
			if !s.escape() {
				return invalid
			}
		case c < ' ': // also the end
			return invalid
		default:
			if _, size := utf8.DecodeRune(s.text[s.at:]); size > 1 {
				s.at += size
				continue
			}
			return notUTF8
		}
	}
}

// plain skips the bytes that stand for themselves, of ASCII.
func (s *scan) plain() {
	text, at := s.text, s.at
	for ; at+8 <= len(text); at += 8 {
		if found := special(binary.LittleEndian.Uint64(text[at:])); found != 0 {
			s.at = at + bits.TrailingZeros64(found)/8
			return
		}
	}
	for at < len(text) && text[at] >= ' ' && text[at] != '"' && text[at] != '\\' && text[at] < utf8.RuneSelf {
		at++
	}
	s.at = at
}

// escape skips a backslash and what it escapes.
func (s *scan) escape() bool {
	s.at++
	c := s.peek()
	s.at++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			if c := s.peek() | 0x20; !isDigit(s.peek()) && (c < 'a' || c > 'f') {
				return false
			}
			s.at++
		}
		return true
	default:
		return false
	}
}
