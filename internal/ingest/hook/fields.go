package hook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
)

// fields are the members of a JSON object. Every member may be absent or of any type.
type fields map[string]json.RawMessage

// parse returns the members of a payload. Broken UTF-8 is repaired, and of several members with one name the last counts.
func parse(payload []byte) (fields, error) {
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("the payload of the hook is larger than %d bytes", MaxPayload)
	}
	var f fields
	if !utf8.Valid(payload) {
		payload = bytes.ToValidUTF8(payload, []byte("\uFFFD"))
	}
	if !json.Valid(payload) {
		var nothing any
		return nil, notJSON(json.Unmarshal(payload, &nothing))
	}
	payload = jsonnames.KeepLast(payload)
	if err := json.Unmarshal(payload, &f); err != nil || f == nil {
		return nil, errNoObject
	}
	return f, nil
}

// has reports whether there is a member that is not null.
func (f fields) has(name string) bool {
	raw, ok := f[name]
	return ok && string(raw) != "null"
}

// text returns a member that is a text, or a number as text; "" for anything else. NUL is replaced: a database keeps none in a text.
func (f fields) text(name string) string { return textOf(f[name]) }

// id returns a member that is an id. A long one is replaced by its hash.
func (f fields) id(name string) string { return ingest.ID(f.text(name)) }

func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return strings.ReplaceAll(text, "\x00", "\uFFFD")
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}

// object returns a member that is an object, nil for anything else.
func (f fields) object(name string) fields {
	var inner fields
	if json.Unmarshal(f[name], &inner) != nil {
		return nil
	}
	return inner
}

// list returns the objects of a member that is a list.
func (f fields) list(name string) []fields {
	var raws []json.RawMessage
	if json.Unmarshal(f[name], &raws) != nil {
		return nil
	}
	var objects []fields
	for _, raw := range raws {
		var inner fields
		if json.Unmarshal(raw, &inner) == nil && inner != nil {
			objects = append(objects, inner)
		}
	}
	return objects
}

// number returns a member that is a number.
func (f fields) number(name string) (float64, bool) {
	var n *float64
	if json.Unmarshal(f[name], &n) != nil || n == nil {
		return 0, false
	}
	return *n, true
}

// flag returns a member that is true or false, and whether there is one.
func (f fields) flag(name string) (value, ok bool) {
	ok = f.has(name) && json.Unmarshal(f[name], &value) == nil
	return value, ok
}

// maxMember is the length up to which a member is kept in the context of an event.
const maxMember = 8 << 10

// except returns the members other than the named ones, each bounded; nil if none is left.
func (f fields) except(names ...string) map[string]json.RawMessage {
	rest := map[string]json.RawMessage{}
	for name, raw := range f {
		if !slices.Contains(names, name) {
			rest[name] = bounded(raw)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return rest
}

// bounded returns raw, or its beginning as a text if it is longer than maxMember.
func bounded(raw json.RawMessage) json.RawMessage {
	if len(raw) <= maxMember {
		return raw
	}
	text := textOf(raw)
	if text == "" {
		text = string(raw)
	}
	cut, err := json.Marshal(ingest.Truncate(text, maxMember))
	if err != nil {
		return nil
	}
	return cut
}
