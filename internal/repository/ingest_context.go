package repository

import (
	"bytes"
	"encoding/json"
	"strings"
)

// ingestObject is a stored JSON object into which members are merged; those that are there stay. A text that is no object stays
// as it is.
type ingestObject struct {
	stored  string
	members map[string]json.RawMessage
	changed bool
}

// read makes the members of the stored text, and reports whether it can take any.
func (o *ingestObject) read() bool {
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
func (o *ingestObject) merge(members map[string]json.RawMessage) bool {
	if len(members) == 0 || !o.read() {
		return false
	}
	added := false
	for name, value := range members {
		if _, there := o.members[name]; !there {
			o.members[name], added = value, true
		}
	}
	o.changed = o.changed || added
	return added
}

// add adds a text, unless it is empty or the member is there.
func (o *ingestObject) add(name, text string) bool {
	if text == "" {
		return false
	}
	return o.merge(map[string]json.RawMessage{name: quoted(text)})
}

// drop removes a member, and reports whether it was there.
func (o *ingestObject) drop(name string) bool {
	if o.stored == "" && o.members == nil || !o.read() {
		return false
	}
	_, there := o.members[name]
	delete(o.members, name)
	o.changed = o.changed || there
	return there
}

// lengthen sets a text to a longer one, as the function of that name does, and reports whether it did.
func (o *ingestObject) lengthen(name, text string) bool {
	known := o.member(name)
	if text == "" || o.has(name) && known == "" || !lengthen(&known, text) {
		return false
	}
	return o.set(name, text)
}

// set sets a member to a text, whatever it was, and reports whether it did.
func (o *ingestObject) set(name, text string) bool {
	if !o.read() {
		return false
	}
	o.members[name], o.changed = quoted(text), true
	return true
}

// member returns a member that is a text, "" for all else.
func (o *ingestObject) member(name string) string {
	var text string
	if !o.has(name) || json.Unmarshal(o.members[name], &text) != nil {
		return ""
	}
	return text
}

// has reports whether a member is there. A text in which the name does not stand is not read for it.
func (o *ingestObject) has(name string) bool {
	if o.members == nil && !strings.Contains(o.stored, `"`+name+`"`) || !o.read() {
		return false
	}
	_, there := o.members[name]
	return there
}

// text returns the object as it is to be stored, "" for none.
func (o *ingestObject) text() string {
	if !o.changed {
		return o.stored
	}
	if len(o.members) == 0 {
		return ""
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(o.members); err != nil { // never: members were checked
		return o.stored
	}
	return string(bytes.TrimSpace(out.Bytes()))
}

func quoted(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil { // never: a text always marshals
		return json.RawMessage("null")
	}
	return value
}
