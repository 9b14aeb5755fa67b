package hookinstall

import (
	"bytes"
	"fmt"

	"github.com/tailscale/hujson"
)

// counts says how many hooks an edit added, corrected and removed.
type counts struct{ added, corrected, removed int }

// addHooks returns settings with the hooks that were missing, and with this program in those that call it under an earlier path.
func (c caller) addHooks(before []byte) (after []byte, changed counts, err error) {
	d, err := parseDocument(before, c.agent.Hooks.Settings.Comments)
	if err != nil {
		return nil, counts{}, err
	}
	e := editor{caller: c, document: d, source: before}
	if err := e.add(); err != nil {
		return nil, counts{}, err
	}
	if e.changed == (counts{}) {
		return before, counts{}, nil
	}
	return d.bytes(), e.changed, nil
}

// removeHooks returns settings without our hooks. original are the settings before the hooks were added, nil where these are not known:
// what was empty then stays.
func (c caller) removeHooks(before, original []byte) (after []byte, changed counts, err error) {
	d, err := parseDocument(before, c.agent.Hooks.Settings.Comments)
	if err != nil {
		return nil, counts{}, err
	}
	e := editor{caller: c, document: d, source: before}
	if original != nil {
		if was, err := parseDocument(original, c.agent.Hooks.Settings.Comments); err == nil {
			e.originalRoot, e.original = was.root, objectOf(member(was.root, "hooks"))
		}
	}
	e.remove()
	if e.changed == (counts{}) {
		return before, counts{}, nil
	}
	return d.bytes(), e.changed, nil
}

// editor changes the tree of one file.
type editor struct {
	caller
	document
	source []byte
	// originalRoot are the settings before hooks were added, and original its object "hooks": nil where there was none or it is not known.
	originalRoot, original *hujson.Object
	changed                counts
}

// add corrects our hooks, and adds those that are missing.
func (e *editor) add() error {
	hooks, err := e.hooks()
	if err != nil {
		return err
	}
	e.correctAll()
	for _, event := range e.agent.Hooks.Events {
		groups, err := e.groupsFor(hooks, event.Name)
		if err != nil {
			return err
		}
		if e.hasOwn(groups) {
			continue
		}
		entry, err := e.layout.render(e.group(), 3)
		if err != nil {
			return err
		}
		e.changed.added++
		if groups == nil {
			groups = &hujson.Array{}
			e.layout.addMember(hooks, event.Name, groups, 2)
		}
		e.layout.addElement(groups, entry, 3)
	}
	return nil
}

// correctAll corrects our commands in all events, also those for which no hook is added any more.
func (e *editor) correctAll() {
	for _, hooks := range membersNamed(e.root, "hooks") {
		object := objectOf(hooks)
		for i := 0; object != nil && i < len(object.Members); i++ {
			for handler := range allHandlers(arrayOf(&object.Members[i].Value)) {
				if !e.ownsHandler(handler) {
					continue
				}
				value := member(handler.Value.(*hujson.Object), "command")
				is := value.Value.(hujson.Literal).String()
				if should := e.correct(is); should != is {
					value.Value = hujson.String(should)
					e.changed.corrected++
				}
			}
		}
	}
}

func (e *editor) hasOwn(groups *hujson.Array) bool {
	for handler := range allHandlers(groups) {
		if e.ownsHandler(handler) {
			return true
		}
	}
	return false
}

// ownsHandler reports whether a handler does no more than to run a command of ours.
func (c caller) ownsHandler(handler *hujson.Value) bool {
	object := objectOf(handler)
	if object == nil || member(object, "args") != nil {
		return false
	}
	if kind := member(object, "type"); kind != nil && text(kind) != "command" {
		return false
	}
	command := member(object, "command")
	return command != nil && c.owns(text(command))
}

// remove removes our hooks, and what was added with them.
func (e *editor) remove() {
	for i := len(e.root.Members) - 1; i >= 0; i-- {
		hooks := objectOf(&e.root.Members[i].Value)
		if hooks == nil || nameOf(e.root.Members[i]) != "hooks" {
			continue
		}
		before := e.changed
		e.removeFromEvents(hooks)
		if e.changed == before || len(hooks.Members) > 0 {
			continue
		}
		if e.original != nil {
			hooks.AfterExtra = asBefore(hooks.AfterExtra, e.original.AfterExtra, len(e.original.Members))
		} else if len(bytes.TrimSpace(hooks.AfterExtra)) == 0 {
			removeMember(e.root, i)
		}
	}
	if was := e.originalRoot; was != nil && len(e.root.Members) == 0 {
		e.root.AfterExtra = asBefore(e.root.AfterExtra, was.AfterExtra, len(was.Members))
	}
}

func (e *editor) removeFromEvents(hooks *hujson.Object) {
	for i := len(hooks.Members) - 1; i >= 0; i-- {
		groups := arrayOf(&hooks.Members[i].Value)
		if groups == nil || !e.removeFromGroups(groups) || len(groups.Elements) > 0 {
			continue
		}
		if was := e.originalGroups(nameOf(hooks.Members[i])); was != nil {
			groups.AfterExtra = asBefore(groups.AfterExtra, was.AfterExtra, len(was.Elements))
		} else if len(bytes.TrimSpace(groups.AfterExtra)) == 0 {
			removeMember(hooks, i)
		}
	}
}

// originalGroups returns the groups that an event had before hooks were added, nil for none.
func (e *editor) originalGroups(event string) *hujson.Array {
	if e.original == nil {
		return nil
	}
	return arrayOf(member(e.original, event))
}

// removeFromGroups removes our hooks from the groups of an event, and reports whether there were any. A group that holds nothing else is
// removed too.
func (e *editor) removeFromGroups(groups *hujson.Array) bool {
	before := e.changed
	for i := len(groups.Elements) - 1; i >= 0; i-- {
		handlers := groupHandlers(groups.Elements[i])
		if handlers != nil && e.removeOwn(handlers) && isBare(groups.Elements[i]) {
			removeElement(groups, i)
		}
	}
	return e.changed != before
}

// removeOwn removes our hooks from a group, and reports whether there were any.
func (e *editor) removeOwn(handlers *hujson.Array) bool {
	before := e.changed
	for i := len(handlers.Elements) - 1; i >= 0; i-- {
		if e.ownsHandler(&handlers.Elements[i]) {
			removeElement(handlers, i)
			e.changed.removed++
		}
	}
	return e.changed != before
}

// hooks returns the object of the hooks, and adds an empty one if there is none.
func (e *editor) hooks() (*hujson.Object, error) {
	value := member(e.root, "hooks")
	if value == nil {
		object := &hujson.Object{}
		e.layout.addMember(e.root, "hooks", object, 1)
		return object, nil
	}
	object := objectOf(value)
	if object == nil {
		return nil, fmt.Errorf(`its "hooks" is not an object: %s`, e.position(value))
	}
	return object, nil
}

// groupsFor returns the groups of an event, nil if it has none.
func (e *editor) groupsFor(hooks *hujson.Object, event string) (*hujson.Array, error) {
	value := member(hooks, event)
	if value == nil {
		return nil, nil
	}
	groups := arrayOf(value)
	if groups == nil {
		return nil, fmt.Errorf("its hooks for %s are not a list: %s", event, e.position(value))
	}
	return groups, nil
}

// position returns where a value is that the file already had.
func (e *editor) position(value *hujson.Value) string {
	return position(bytes.TrimPrefix(e.source, byteOrderMark), value.StartOffset)
}

// calledBy returns the program that our first command in settings calls, "" if there is none.
func (c caller) calledBy(settings []byte) string {
	d, err := parseDocument(settings, c.agent.Hooks.Settings.Comments)
	if err != nil {
		return ""
	}
	for _, value := range membersNamed(d.root, "hooks") {
		hooks := objectOf(value)
		for i := 0; hooks != nil && i < len(hooks.Members); i++ {
			for handler := range allHandlers(arrayOf(&hooks.Members[i].Value)) {
				if c.ownsHandler(handler) {
					program, _, _ := c.parse(text(member(handler.Value.(*hujson.Object), "command")))
					return program
				}
			}
		}
	}
	return ""
}
