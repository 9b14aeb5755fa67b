package otlp

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// losses counts what of an export was left out because it is malformed: records, spans and data points as a whole, and values of others, such
// as an attribute.
type losses struct {
	records, values int64
	// first says where the first of them is, and what is wrong with it.
	first string
	// within says what was left out first of each record, by its place.
	within map[place]string
}

// place is where a record is among what was read: its resource, its scope, and its position there.
type place [3]int

// step is a part of the way to a value: the name of a field, and the index where it is a list, else -1.
type step struct {
	name  string
	index int
	// position is the index among the elements that were read, key the key of an attribute.
	position int
	key      string
}

// trail is the way from the request to a value.
type trail []step

// add counts what is at the end of the trail, of the field f.
func (l *losses) add(at trail, f protoreflect.FieldDescriptor, reason string) {
	if isRecord(f) && at[len(at)-1].index >= 0 {
		l.records++
	} else {
		l.values++
	}
	if l.first == "" {
		l.first = at.String() + " " + reason
	}
	if of, rest, ok := at.record(); ok {
		if l.within == nil {
			l.within = map[place]string{}
		}
		if l.within[of] == "" {
			l.within[of] = rest + " " + reason
		}
	}
}

// record returns the place of the record in which the trail ends, and the rest of the trail, or the key of the attribute that it leads to. ok
// is false where it ends outside of records.
func (t trail) record() (of place, rest string, ok bool) {
	const depth = len(of)
	if len(t) <= depth {
		return of, "", false
	}
	for i := range of {
		of[i] = t[i].position
	}
	if key := t[depth].key; key != "" {
		return of, key, true
	}
	return of, t[depth].name, true
}

// String returns the trail as JSON names it.
func (t trail) String() string {
	var text strings.Builder
	for i, s := range t {
		if i > 0 {
			text.WriteByte('.')
		}
		text.WriteString(s.name)
		if s.index >= 0 {
			text.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return text.String()
}

// isRecord reports whether the elements of a field are what an export counts.
func isRecord(f protoreflect.FieldDescriptor) bool {
	if !f.IsList() || f.Message() == nil {
		return false
	}
	name := string(f.Message().Name())
	return name == "LogRecord" || name == "Span" || strings.HasSuffix(name, "DataPoint")
}

// message says what was left out, "" for nothing.
func (l *losses) message() string {
	var parts []string
	if l.records > 0 {
		parts = append(parts, fmt.Sprintf("%d malformed", l.records))
	}
	if l.values > 0 {
		parts = append(parts, fmt.Sprintf("%d malformed values left out of others", l.values))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + " (the first: " + l.first + ")"
}
