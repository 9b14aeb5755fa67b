package hookinstall

import (
	"bytes"
	"iter"

	"github.com/tailscale/hujson"
)

// objectOf returns a value as an object, nil if it is none.
func objectOf(value *hujson.Value) *hujson.Object {
	if value == nil {
		return nil
	}
	object, _ := value.Value.(*hujson.Object)
	return object
}

// arrayOf returns a value as a list, nil if it is none.
func arrayOf(value *hujson.Value) *hujson.Array {
	if value == nil {
		return nil
	}
	array, _ := value.Value.(*hujson.Array)
	return array
}

// text returns a value as a text, "" if it is none.
func text(value *hujson.Value) string {
	literal, ok := value.Value.(hujson.Literal)
	if !ok || literal.Kind() != '"' {
		return ""
	}
	return literal.String()
}

func nameOf(member hujson.ObjectMember) string { return text(&member.Name) }

// membersNamed returns the values of all members of a name.
func membersNamed(object *hujson.Object, name string) []*hujson.Value {
	var values []*hujson.Value
	for i := range object.Members {
		if nameOf(object.Members[i]) == name {
			values = append(values, &object.Members[i].Value)
		}
	}
	return values
}

// member returns the value of a member, nil if there is none. Of several with one name the last counts, as for all parsers.
func member(object *hujson.Object, name string) *hujson.Value {
	values := membersNamed(object, name)
	if len(values) == 0 {
		return nil
	}
	return values[len(values)-1]
}

// allHandlers yields the handlers of all groups of an event.
func allHandlers(groups *hujson.Array) iter.Seq[*hujson.Value] {
	return func(yield func(*hujson.Value) bool) {
		if groups == nil {
			return
		}
		for _, group := range groups.Elements {
			handlers := groupHandlers(group)
			for i := 0; handlers != nil && i < len(handlers.Elements); i++ {
				if !yield(&handlers.Elements[i]) {
					return
				}
			}
		}
	}
}

// groupHandlers returns the handlers of a group, nil for a value that is no group.
func groupHandlers(group hujson.Value) *hujson.Array {
	object := objectOf(&group)
	if object == nil {
		return nil
	}
	return arrayOf(member(object, "hooks"))
}

// isBare reports whether a group has no handlers, no other members and no comments.
func isBare(group hujson.Value) bool {
	object := objectOf(&group)
	handlers := groupHandlers(group)
	if len(object.Members) != 1 || len(handlers.Elements) > 0 {
		return false
	}
	only := object.Members[0]
	for _, extra := range []hujson.Extra{
		only.Name.BeforeExtra, only.Name.AfterExtra, only.Value.BeforeExtra, only.Value.AfterExtra, handlers.AfterExtra, object.AfterExtra,
	} {
		if len(bytes.TrimSpace(extra)) > 0 {
			return false
		}
	}
	return true
}

// removeMember removes a member. Comments around it stay.
func removeMember(object *hujson.Object, i int) {
	removed := object.Members[i]
	object.Members = append(object.Members[:i], object.Members[i+1:]...)
	kept := comments(removed.Name.BeforeExtra)
	switch {
	case i < len(object.Members):
		next := &object.Members[i].Name
		next.BeforeExtra = joined(append(kept, comments(removed.Value.AfterExtra)...), next.BeforeExtra)
	case i > 0:
		object.AfterExtra = endWith(&object.Members[i-1].Value, kept, removed.Value.AfterExtra, object.AfterExtra)
	default:
		object.AfterExtra = emptied(joined(append(kept, comments(removed.Value.AfterExtra)...), object.AfterExtra))
	}
}

// removeElement removes an element. Comments around it stay.
func removeElement(array *hujson.Array, i int) {
	removed := array.Elements[i]
	array.Elements = append(array.Elements[:i], array.Elements[i+1:]...)
	kept := comments(removed.BeforeExtra)
	switch {
	case i < len(array.Elements):
		next := &array.Elements[i]
		next.BeforeExtra = joined(append(kept, comments(removed.AfterExtra)...), next.BeforeExtra)
	case i > 0:
		array.AfterExtra = endWith(&array.Elements[i-1], kept, removed.AfterExtra, array.AfterExtra)
	default:
		array.AfterExtra = emptied(joined(append(kept, comments(removed.AfterExtra)...), array.AfterExtra))
	}
}

// endWith makes a value the last of its list, and returns what stands between it and the end of the list: what stood there, and the
// comments that stood before the removed value. If a comma follows the last value of the list, it keeps its own comma.
func endWith(last *hujson.Value, kept, removedAfter, end hujson.Extra) hujson.Extra {
	if removedAfter != nil {
		if last.AfterExtra == nil {
			last.AfterExtra = hujson.Extra{}
		}
		return joined(append(kept, comments(removedAfter)...), end)
	}
	end = append(append(hujson.Extra{}, last.AfterExtra...), joined(kept, end)...)
	last.AfterExtra = nil
	return end
}
