package web

import (
	"fmt"
	"strconv"
)

// figure is a figure on a page with its name, what it is a figure of, and its exact value. docs/figures.md defines all figures. Where pages and
// responses show the same figure of the same thing, they show the same value; a test compares them.
type figure struct{ Name, Of, Value string }

// newFigure returns the figure of a thing, which is named by its kind and its id.
func newFigure(name, kind, id string, value any) (figure, error) {
	f := figure{Name: name, Of: kind + ":" + id}
	if kind == ofAll {
		f.Of = ofAll
	}
	switch v := value.(type) {
	case int:
		f.Value = strconv.Itoa(v)
	case int64:
		f.Value = strconv.FormatInt(v, 10)
	case float64:
		f.Value = strconv.FormatFloat(v, 'f', -1, 64)
	case *float64:
		if v != nil {
			f.Value = strconv.FormatFloat(*v, 'f', -1, 64)
		}
	default:
		return f, fmt.Errorf("a figure is a number, not %T", value)
	}
	return f, nil
}

// ofAll is the kind of figures of everything that is stored.
const ofAll = "all"

// ofKind returns the kind of a figure of a session, or of everything without one.
func ofKind(sessionID string) string {
	if sessionID == "" {
		return ofAll
	}
	return "session"
}
