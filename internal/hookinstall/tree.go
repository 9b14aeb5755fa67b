package hookinstall

import (
	"iter"

	"github.com/tailscale/hujson"
)

// member returns the value of a member, nil if there is none. Of several with one name the last counts, as for all parsers.
func member(object *hujson.Object, name string) *hujson.Value {
	for i := len(object.Members) - 1; i >= 0; i-- {
		if literal, ok := object.Members[i].Name.Value.(hujson.Literal); ok && literal.String() == name {
			return &object.Members[i].Value
		}
	}
	return nil
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
	object, ok := group.Value.(*hujson.Object)
	if !ok {
		return nil
	}
	value := member(object, "hooks")
	if value == nil {
		return nil
	}
	handlers, ok := value.Value.(*hujson.Array)
	if !ok {
		return nil
	}
	return handlers
}

// command returns the command of a handler, nil if it has none.
func command(handler *hujson.Value) *hujson.Value {
	object, ok := handler.Value.(*hujson.Object)
	if !ok {
		return nil
	}
	return member(object, "command")
}

// removeMember removes the last member of a name.
func removeMember(object *hujson.Object, name string) {
	for i := len(object.Members) - 1; i >= 0; i-- {
		literal, ok := object.Members[i].Name.Value.(hujson.Literal)
		if !ok || literal.String() != name {
			continue
		}
		last := i == len(object.Members)-1
		removed := object.Members[i].Value
		object.Members = append(object.Members[:i], object.Members[i+1:]...)
		switch {
		case len(object.Members) == 0:
			object.AfterExtra = emptied(object.AfterExtra)
		case last:
			endWith(&object.Members[i-1].Value, removed, &object.AfterExtra)
		}
		return
	}
}

// removeElement removes an element.
func removeElement(array *hujson.Array, i int) {
	last := i == len(array.Elements)-1
	removed := array.Elements[i]
	array.Elements = append(array.Elements[:i], array.Elements[i+1:]...)
	switch {
	case len(array.Elements) == 0:
		array.AfterExtra = emptied(array.AfterExtra)
	case last:
		endWith(&array.Elements[i-1], removed, &array.AfterExtra)
	}
}

// endWith makes value the last of its list instead of removed. What stands between the last value and the end of the list is kept before
// that end; a last value has an extra of its own only where a comma follows.
func endWith(value *hujson.Value, removed hujson.Value, end *hujson.Extra) {
	if removed.AfterExtra != nil {
		return
	}
	*end = append(append(hujson.Extra{}, value.AfterExtra...), *end...)
	value.AfterExtra = nil
}
