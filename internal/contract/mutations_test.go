package contract

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// fault is what a mutant does to a response.
type fault struct {
	what  string
	spoil func(testkit.Response) (testkit.Response, bool)
}

// responseFaults are faults of a response as a whole.
func responseFaults(hasBody bool) []fault {
	faults := []fault{{"another status", func(r testkit.Response) (testkit.Response, bool) {
		r.Status++
		return r, true
	}}}
	if !hasBody {
		return append(faults, fault{"a body", func(r testkit.Response) (testkit.Response, bool) {
			r.Body = []byte("{}")
			return r, true
		}})
	}
	return append(faults,
		fault{"another content type", func(r testkit.Response) (testkit.Response, bool) {
			r.Header = r.Header.Clone()
			r.Header.Set("Content-Type", "text/x-other")
			return r, true
		}},
		fault{"no body", func(r testkit.Response) (testkit.Response, bool) {
			had := len(r.Body) > 0
			r.Body = nil
			return r, had
		}},
		fault{"a longer body", func(r testkit.Response) (testkit.Response, bool) {
			r.Body = append(slices.Clone(r.Body), "{}\n"...)
			return r, true
		}},
	)
}

// headerFaults are faults of one header.
func headerFaults(name string) []fault {
	set := func(what string, change func(value string) string) fault {
		return fault{"header " + name + " " + what, func(r testkit.Response) (testkit.Response, bool) {
			value := r.Header.Get(name)
			if value == "" {
				return r, false
			}
			r.Header = r.Header.Clone()
			r.Header.Del(name)
			if changed := change(value); changed != "" {
				r.Header.Set(name, changed)
			}
			return r, true
		}}
	}
	return []fault{
		set("dropped", func(string) string { return "" }),
		set("changed", func(value string) string { return value + "1" }),
	}
}

// memberFaults are faults of a member of a JSON body.
func memberFaults(member testkit.Member) []fault {
	change := func(what string, apply func(value any) (any, bool)) fault {
		return fault{member.Place + " " + what, func(r testkit.Response) (testkit.Response, bool) { return changed(r, member.Place, apply) }}
	}
	faults := []fault{
		change("null", func(value any) (any, bool) { return nil, value != nil }),
		change("of another type", func(value any) (any, bool) { return otherType(value), true }),
	}
	if member.Object {
		faults = append(faults, change("with one member more", func(value any) (any, bool) {
			object, ok := value.(map[string]any)
			return with(object, "mutant", 1), ok
		}))
	}
	if member.List {
		faults = append(faults, change("in another order", func(value any) (any, bool) {
			list, ok := value.([]any)
			reversed := slices.Clone(list)
			slices.Reverse(reversed)
			return reversed, ok && !reflect.DeepEqual(list, reversed)
		}), change("without its last", func(value any) (any, bool) {
			list, ok := value.([]any)
			return list[:max(0, len(list)-1)], ok && len(list) > 0
		}))
	}
	if member.Place != "" && !strings.HasSuffix(member.Place, "[]") {
		faults = append(faults, change("dropped", func(any) (any, bool) { return dropped, true }))
	}
	return faults
}

// dropped in the place of a value says that the member is to be deleted.
var dropped = &struct{}{}

func otherType(value any) any {
	switch value.(type) {
	case string:
		return json.Number("7")
	default:
		return "another"
	}
}

func with(object map[string]any, name string, value any) map[string]any {
	copied := map[string]any{name: value}
	for key, member := range object {
		copied[key] = member
	}
	return copied
}

// changed changes the first value at a place of the body to which the change applies.
func changed(r testkit.Response, place string, apply func(any) (any, bool)) (testkit.Response, bool) {
	decoder := json.NewDecoder(bytes.NewReader(r.Body))
	decoder.UseNumber()
	var body any
	if decoder.Decode(&body) != nil {
		return r, false
	}
	body, applied := spoilAt(body, place, apply)
	if !applied {
		return r, false
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return r, false
	}
	r.Body = encoded
	return r, true
}

// spoilAt applies a change to the first value at a place to which it applies, and returns the whole.
func spoilAt(value any, place string, apply func(any) (any, bool)) (any, bool) {
	if place == "" {
		return apply(value)
	}
	if rest, ok := strings.CutPrefix(place, "[]"); ok {
		list, _ := value.([]any)
		for i, item := range list {
			if item, applied := spoilAt(item, strings.TrimPrefix(rest, "."), apply); applied {
				list[i] = item
				return list, true
			}
		}
		return value, false
	}
	object, _ := value.(map[string]any)
	name, rest := place, ""
	if end := strings.IndexAny(place, ".["); end >= 0 {
		name, rest = place[:end], strings.TrimPrefix(place[end:], ".")
	}
	for key, member := range object {
		if key != name && name != "*" {
			continue
		}
		changed, applied := spoilAt(member, rest, apply)
		if !applied {
			continue
		}
		if object[key] = changed; changed == dropped {
			delete(object, key)
		}
		return object, true
	}
	return value, false
}
