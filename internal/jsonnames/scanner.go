package jsonnames

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// fewMembers is the number of members up to which comparing a name with all others is faster than a map.
const fewMembers = 16

// scanner walks through JSON once and keeps the members of the objects that are open.
type scanner struct {
	in      []byte
	open    []container
	members []member
	// stopped reports whether the scan ended at a repeated name, which is that of the last member.
	stopped bool
}

// room is what most values need, so that scanning them takes no memory.
type room struct {
	open    [12]container
	members [40]member
}

// member is a member of an open object: its name, and where it begins.
type member struct {
	name  []byte
	start int
}

// container is an open object or list.
type container struct {
	object bool
	// awaits reports whether the next string is a name.
	awaits bool
	// first is the position of the object's first member in scanner.members.
	first int
	// position is that of the present value in a list.
	position int
	// newest has the position in scanner.members of the newest member of each name, where an object has more than fewMembers.
	newest map[string]int
}

// scan calls repeated for each member that has the name of an earlier one, with the position of the newest of these in s.members, until it
// returns false.
func (s *scanner) scan(repeated func(earlier int) bool) {
	for at := 0; at < len(s.in) && !s.stopped; at++ {
		switch s.in[at] {
		case '{', '[':
			object := s.in[at] == '{'
			s.open = append(s.open, container{object: object, awaits: object, first: len(s.members)})
		case '}', ']':
			s.close()
		case ',':
			s.next()
		case '"':
			end := endOfString(s.in, at+1)
			if earlier := s.text(at, end); earlier >= 0 {
				s.stopped = !repeated(earlier)
			}
			at = end
		}
	}
}

func (s *scanner) top() *container {
	if len(s.open) == 0 {
		return nil
	}
	return &s.open[len(s.open)-1]
}

func (s *scanner) close() {
	if top := s.top(); top != nil {
		s.members, s.open = s.members[:top.first], s.open[:len(s.open)-1]
	}
}

func (s *scanner) next() {
	if top := s.top(); top != nil {
		top.awaits = top.object
		top.position++
	}
}

// text takes the string between two quotes. If it is the name of a member, text adds it, and returns the position of the newest member with
// that name; otherwise, or if there is none, -1.
func (s *scanner) text(start, end int) int {
	top := s.top()
	if top == nil || !top.awaits {
		return -1
	}
	top.awaits = false
	added := member{name: decoded(s.in[start:min(end+1, len(s.in))]), start: start}
	s.members = append(s.members, added)
	last := len(s.members) - 1
	if last-top.first < fewMembers {
		return s.findBefore(last, top.first)
	}
	if top.newest == nil {
		top.newest = make(map[string]int, 4*fewMembers)
		for i := top.first; i < last; i++ {
			top.newest[string(s.members[i].name)] = i
		}
	}
	earlier, found := top.newest[string(added.name)]
	top.newest[string(added.name)] = last
	if !found {
		return -1
	}
	return earlier
}

// findBefore returns the position of the newest member before the last one that has its name, -1 for none.
func (s *scanner) findBefore(last, first int) int {
	for i := last - 1; i >= first; i-- {
		if bytes.Equal(s.members[i].name, s.members[last].name) {
			return i
		}
	}
	return -1
}

// path returns the names and positions that lead to the last member.
func (s *scanner) path() []string {
	var path []string
	for i, c := range s.open {
		switch {
		case !c.object:
			path = append(path, strconv.Itoa(c.position))
		case i+1 < len(s.open):
			path = append(path, string(s.members[s.open[i+1].first-1].name))
		default:
			path = append(path, string(s.members[len(s.members)-1].name))
		}
	}
	return path
}

// decoded returns the text of a quoted string.
func decoded(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return bytes.Trim(quoted, `"`)
	}
	var text string
	if json.Unmarshal(quoted, &text) != nil {
		return quoted // never: it is valid
	}
	return []byte(text)
}

// endOfString returns the position of the quote that ends the string whose content begins at start, the length of the text where none does.
func endOfString(in []byte, start int) int {
	for at := start; ; at++ {
		next := bytes.IndexByte(in[at:], '"')
		if next < 0 {
			return len(in)
		}
		at += next
		before := at
		for before > start && in[before-1] == '\\' {
			before--
		}
		if (at-before)%2 == 0 {
			return at
		}
	}
}
