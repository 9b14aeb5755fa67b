package redact

import (
	"bytes"
	"unsafe"
)

// longString is the length of strings in JSON that are searched by themselves, and once each: a transcript has the result of a tool twice in
// one line. Its beginning and its end are also searched together with what is around it: what triggers look at ends within them.
const (
	longString = 1024
	longBegins = patternAfter
	longEnds   = 2 * maxName
)

// isClean reports whether the names and strings of a JSON value have no triggers.
func isClean(value []byte) bool {
	var c cleaner
	at := bytes.IndexByte(value, '"')
	for at >= 0 {
		end := textEnd(value, at)
		if end-at >= longString && !c.isCleanString(value[:end], at) {
			return false
		}
		next := bytes.IndexByte(value[end:], '"')
		if next < 0 {
			break
		}
		at = end + next
	}
	c.around = appendUnescaped(c.around, value[c.copied:])
	return hasNoTriggers(c.around)
}

// cleaner searches a JSON value for triggers.
type cleaner struct {
	// around is the value without escapes, and without the middle of long strings. It has the first copied bytes of the value.
	around []byte
	copied int
	// clean are long strings without triggers, the newest one before next. text is a buffer.
	clean [4][]byte
	next  int
	text  []byte
}

// isCleanString reports whether the long string from a position to the end of the value so far has no triggers.
func (c *cleaner) isCleanString(value []byte, at int) bool {
	c.around = appendUnescaped(c.around, value[c.copied:at+longBegins])
	c.copied = len(value) - longEnds
	text := value[at:]
	for _, known := range c.clean {
		if bytes.Equal(known, text) {
			return true
		}
	}
	c.text = appendUnescaped(c.text[:0], text)
	if !hasNoTriggers(c.text) {
		return false
	}
	c.clean[c.next%len(c.clean)] = text
	c.next++
	return true
}

// hasNoTriggers reports whether the text of a JSON value without escapes has no triggers.
func hasNoTriggers(unescaped []byte) bool {
	text := unsafe.String(unsafe.SliceData(unescaped), len(unescaped)) // not copied: nothing keeps it
	return !isSuspicious(text) && !mayHide(text)
}

// appendUnescaped appends a part of a JSON value with all escapes replaced, so that the result has the decoded text of each string.
func appendUnescaped(to, value []byte) []byte {
	if cap(to) == 0 {
		to = make([]byte, 0, len(value))
	}
	from := bytes.IndexByte(value, '\\')
	for from >= 0 && from+1 < len(value) {
		to = append(to, value[:from]...)
		c, length := unescape(value[from:])
		to = append(to, c)
		value = value[from+length:]
		from = bytes.IndexByte(value, '\\')
	}
	return append(to, value...)
}
