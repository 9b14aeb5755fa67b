package hookinstall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tailscale/hujson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// edit returns the settings of an agent with the hooks added, or removed, and how many changed. It fails for settings that are not what
// the agent could have read.
func edit(a agent.Agent, before []byte, o Options) (after []byte, changed int, err error) {
	text := before
	if len(bytes.TrimSpace(text)) == 0 {
		if o.Remove {
			return before, 0, nil
		}
		text = []byte("{}\n")
	}
	if !a.Hooks.Settings.Comments && !json.Valid(text) {
		var nothing any
		return nil, 0, fmt.Errorf("it is not JSON: %w", json.Unmarshal(text, &nothing))
	}
	tree, err := hujson.Parse(text)
	if err != nil {
		return nil, 0, fmt.Errorf("it is not JSON: %w", err)
	}
	root, ok := tree.Value.(*hujson.Object)
	if !ok {
		return nil, 0, errors.New("it is not a JSON object")
	}
	e := editor{caller: caller{agent: a, program: o.Program}, layout: detectLayout(text, root)}
	if o.Remove {
		err = e.remove(root)
	} else {
		err = e.add(root)
	}
	if err != nil || e.changed == 0 {
		return before, 0, err
	}
	return tree.Pack(), e.changed, nil
}

// editor changes the tree of one file.
type editor struct {
	caller
	layout layout
	// changed counts the hooks that were added, corrected or removed.
	changed int
}

// add adds the hooks that are missing, and corrects those that call this program under an earlier path.
func (e *editor) add(root *hujson.Object) error {
	hooks, err := e.child(root, "hooks")
	if err != nil {
		return err
	}
	for _, event := range e.agent.Hooks.Events {
		groups, err := groupsFor(hooks, event.Name)
		if err != nil {
			return err
		}
		if e.correct(groups) {
			continue
		}
		entry, err := e.layout.render(e.group(), 3)
		if err != nil {
			return err
		}
		e.changed++
		if groups == nil {
			groups = &hujson.Array{}
			e.layout.addMember(hooks, event.Name, groups, 2)
		}
		e.layout.addElement(groups, entry, 3)
	}
	return nil
}

// correct reports whether there is a hook of this program, and corrects its command.
func (e *editor) correct(groups *hujson.Array) bool {
	found := false
	for handler := range allHandlers(groups) {
		if command := command(handler); command != nil && e.ownsValue(command) {
			found = true
			if want := e.command(); command.Value.(hujson.Literal).String() != want {
				command.Value = hujson.String(want)
				e.changed++
			}
		}
	}
	return found
}

// ownsValue reports whether a value is a command that calls this program.
func (e *editor) ownsValue(command *hujson.Value) bool {
	literal, ok := command.Value.(hujson.Literal)
	return ok && literal.Kind() == '"' && e.owns(literal.String())
}

// remove removes the hooks of this program, and what became empty by that.
func (e *editor) remove(root *hujson.Object) error {
	value := member(root, "hooks")
	if value == nil {
		return nil
	}
	hooks, ok := value.Value.(*hujson.Object)
	if !ok {
		return errNoHooks
	}
	for _, name := range names(hooks) {
		groups, ok := member(hooks, name).Value.(*hujson.Array)
		if ok && e.removeFrom(groups) && len(groups.Elements) == 0 {
			removeMember(hooks, name)
		}
	}
	if e.changed > 0 && len(hooks.Members) == 0 {
		removeMember(root, "hooks")
	}
	return nil
}

// removeFrom removes the hooks of this program from the groups of an event, and reports whether there were any.
func (e *editor) removeFrom(groups *hujson.Array) bool {
	before := e.changed
	for i := len(groups.Elements) - 1; i >= 0; i-- {
		handlers := groupHandlers(groups.Elements[i])
		if handlers == nil || !e.removeOwn(handlers) || len(handlers.Elements) > 0 {
			continue
		}
		removeElement(groups, i)
	}
	return e.changed > before
}

// removeOwn removes the hooks of this program from a group, and reports whether there were any.
func (e *editor) removeOwn(handlers *hujson.Array) bool {
	before := e.changed
	for i := len(handlers.Elements) - 1; i >= 0; i-- {
		if command := command(&handlers.Elements[i]); command != nil && e.ownsValue(command) {
			removeElement(handlers, i)
			e.changed++
		}
	}
	return e.changed > before
}

var errNoHooks = errors.New(`its "hooks" is not an object`)

// child returns the member of a name as an object, and adds an empty one if there is none.
func (e *editor) child(parent *hujson.Object, name string) (*hujson.Object, error) {
	value := member(parent, name)
	if value == nil {
		object := &hujson.Object{}
		e.layout.addMember(parent, name, object, 1)
		return object, nil
	}
	object, ok := value.Value.(*hujson.Object)
	if !ok {
		return nil, errNoHooks
	}
	return object, nil
}

// groupsFor returns the groups of an event, nil if it has none.
func groupsFor(hooks *hujson.Object, event string) (*hujson.Array, error) {
	value := member(hooks, event)
	if value == nil {
		return nil, nil
	}
	groups, ok := value.Value.(*hujson.Array)
	if !ok {
		return nil, fmt.Errorf("its hooks for %s are not a list", event)
	}
	return groups, nil
}

// names returns the names of the members of an object, each once.
func names(object *hujson.Object) []string {
	var list []string
	for _, m := range object.Members {
		if name, ok := m.Name.Value.(hujson.Literal); ok && !slices.Contains(list, name.String()) {
			list = append(list, name.String())
		}
	}
	return list
}
