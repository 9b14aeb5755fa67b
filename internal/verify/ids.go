package verify

import (
	"encoding/json"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// ids are values that the server's own responses contain: by the path of a list, and by the name of a member in any response.
type ids map[string]string

// learn keeps the first values in a response.
func (i ids) learn(path string, body []byte) {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return
	}
	if first := firstItem(value); first != nil {
		for name, member := range first {
			if text, ok := member.(string); ok && text != "" {
				i.keep(path+"#"+name, text)
			}
		}
	}
	i.learnMembers(value, 0)
}

func (i ids) keep(key, text string) {
	if i[key] == "" {
		i[key] = text
	}
}

// learnMembers keeps the texts of all members by their names. Levels are bounded, because a hostile body may have many.
func (i ids) learnMembers(value any, level int) {
	if level > 6 {
		return
	}
	switch v := value.(type) {
	case []any:
		if len(v) > 0 {
			i.learnMembers(v[0], level+1)
		}
	case map[string]any:
		for name, member := range v {
			if text, ok := member.(string); ok && text != "" && len(text) < 256 {
				i.keep("#"+name, text)
			}
			i.learnMembers(member, level+1)
		}
	}
}

// firstItem returns the first item of a list, or of the list in an object; nil for none.
func firstItem(value any) map[string]any {
	switch v := value.(type) {
	case []any:
		if len(v) > 0 {
			item, _ := v[0].(map[string]any)
			return item
		}
	case map[string]any:
		for _, member := range v {
			if list, ok := member.([]any); ok && len(list) > 0 {
				if item, ok := list[0].(map[string]any); ok {
					return item
				}
			}
		}
	}
	return nil
}

// ofPath returns a value for a variable of a path: one from the list to which the path belongs, which is known to exist.
func (i ids) ofPath(op *openapi.Operation, name string) (value string, known bool) {
	list, _, _ := strings.Cut(op.Path, "/{"+name+"}")
	for _, member := range []string{name, "id"} {
		if text := i[list+"#"+member]; text != "" {
			return text, true
		}
	}
	return i["#"+name], false
}

// ofName returns a value that some response has under that name, "" for none.
func (i ids) ofName(name string) string { return i["#"+name] }
