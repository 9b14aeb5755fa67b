// Package jsonnames finds members of JSON objects that have the same name. The standard leaves open which of them counts, and parsers
// differ: some take the first, some the last. What one parser examines and another uses must therefore have no such members.
//
// All functions take one valid JSON value in UTF-8.
package jsonnames

import (
	"cmp"
	"slices"
)

// Repeated returns the path of the first member whose object has another member of that name before it, nil where all names are unique. The
// path consists of names and positions in lists, outermost first.
func Repeated(value []byte) []string {
	var r room
	s := scanner{in: value, open: r.open[:0], members: r.members[:0]}
	s.scan(func(int) bool { return false })
	if !s.stopped {
		return nil
	}
	return s.path()
}

// KeepLast returns value where each object has only the last of its members of one name. Parsers that take one of them mostly take the last,
// among them those of the agents. A value without such members is returned as it is.
func KeepLast(value []byte) []byte {
	var r room
	s := scanner{in: value, open: r.open[:0], members: r.members[:0]}
	var replaced []span
	s.scan(func(earlier int) bool {
		replaced = append(replaced, span{from: s.members[earlier].start, to: s.members[earlier+1].start})
		return true
	})
	if replaced == nil {
		return value
	}
	return without(value, replaced)
}

// span is a part of a value.
type span struct{ from, to int }

// without returns value without some parts of it, which may contain each other.
func without(value []byte, parts []span) []byte {
	slices.SortFunc(parts, func(a, b span) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	kept := make([]byte, 0, len(value))
	done := 0
	for _, part := range parts {
		if part.from >= done {
			kept, done = append(kept, value[done:part.from]...), part.to
		}
	}
	return append(kept, value[done:]...)
}
