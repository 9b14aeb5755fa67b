package merge

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// object is a stored JSON object into which members are merged; those that are there stay. A text that is no object stays as it is.
type object struct {
	stored  string
	members map[string]json.RawMessage
	changed bool
}

// parse makes the members of the stored text, and reports whether the text is an object.
func (o *object) parse() bool {
	if o.members != nil {
		return true
	}
	if o.stored == "" {
		o.members = map[string]json.RawMessage{}
		return true
	}
	return json.Unmarshal([]byte(o.stored), &o.members) == nil && o.members != nil
}

// merge adds the members that are absent, and reports whether there was one.
func (o *object) merge(members map[string]json.RawMessage) bool {
	if len(members) == 0 || !o.parse() {
		return false
	}
	added := false
	for name, value := range members {
		if _, known := o.members[name]; !known {
			o.members[name], added = value, true
		}
	}
	o.changed = o.changed || added
	return added
}

// add adds a text, unless it is empty or the member is there.
func (o *object) add(name, text string) bool {
	if text == "" || !o.parse() {
		return false
	}
	if _, known := o.members[name]; known {
		return false
	}
	return o.set(name, text)
}

// drop removes a member, and reports whether it was there.
func (o *object) drop(name string) bool {
	if !o.has(name) {
		return false
	}
	delete(o.members, name)
	o.changed = true
	return true
}

// keepLonger sets a text to a longer one, as the rule of that name does, and reports whether it did.
func (o *object) keepLonger(name, text string) bool {
	known := o.text(name)
	if text == "" || o.has(name) && known == "" || !keepLonger(&known, text) {
		return false
	}
	return o.set(name, text)
}

// set sets a member to a text, whatever it was, and reports whether it did.
func (o *object) set(name, text string) bool {
	if !o.parse() {
		return false
	}
	o.members[name], o.changed = quote(text), true
	return true
}

// setRaw sets a member to a value, whatever it was.
func (o *object) setRaw(name string, value json.RawMessage) {
	if o.parse() {
		o.members[name], o.changed = value, true
	}
}

// raw returns a member, nil for none.
func (o *object) raw(name string) json.RawMessage {
	if !o.has(name) {
		return nil
	}
	return o.members[name]
}

// text returns a member that is a text, "" for all else.
func (o *object) text(name string) string {
	if !o.has(name) {
		return ""
	}
	value := o.members[name]
	if isPlain(value) {
		return string(value[1 : len(value)-1])
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return ""
	}
	return text
}

// isPlain reports whether a value is a text that stands in quotes as it is.
func isPlain(value json.RawMessage) bool {
	return len(value) > 1 && value[0] == '"' && bytes.IndexByte(value, '\\') < 0 && utf8.Valid(value)
}

// has reports whether a member is there. A text in which the name does not occur is not parsed for it.
func (o *object) has(name string) bool {
	if o.members == nil && (o.stored == "" || !strings.Contains(o.stored, `"`+name+`"`)) || !o.parse() {
		return false
	}
	_, known := o.members[name]
	return known
}

// json returns the object as it is to be stored, "" for one without members.
func (o *object) json() string {
	if !o.changed {
		return o.stored
	}
	o.bound()
	if len(o.members) == 0 {
		return ""
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(o.members); err != nil { // never: the members were checked
		return o.stored
	}
	return string(bytes.TrimSpace(out.Bytes()))
}

func quote(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil { // never: a text always marshals
		return json.RawMessage("null")
	}
	return value
}
