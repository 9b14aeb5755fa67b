package hookinstall

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tailscale/hujson"
)

// layout is how a file is formatted: what is added looks like the rest.
type layout struct {
	// newline is the end of a line, "" where all stands on one line; unit is one step of indentation.
	newline, unit string
}

// detectLayout returns the layout of a file: that of its first member, or the usual one where there is none.
func detectLayout(text []byte, root *hujson.Object) layout {
	l := layout{newline: "\n", unit: "  "}
	if bytes.Contains(text, []byte("\r\n")) {
		l.newline = "\r\n"
	}
	if len(root.Members) == 0 {
		return l
	}
	before := string(root.Members[0].Name.BeforeExtra)
	_, indent, broken := strings.Cut(before[max(0, strings.LastIndex(before, "\n")):], "\n")
	switch {
	case !broken:
		l.newline, l.unit = "", ""
	case strings.TrimLeft(indent, " \t") == "" && indent != "":
		l.unit = indent
	}
	return l
}

// at returns what stands before a member or an element at a depth.
func (l layout) at(depth int) hujson.Extra {
	return hujson.Extra(l.newline + strings.Repeat(l.unit, depth))
}

// colon returns what stands between the colon and the value of a member.
func (l layout) colon() hujson.Extra {
	if l.newline == "" {
		return nil
	}
	return hujson.Extra(" ")
}

// addMember adds a member at a depth, after the comments that follow the last one.
func (l layout) addMember(object *hujson.Object, name string, value hujson.ValueTrimmed, depth int) {
	comment, space := split(object.AfterExtra)
	added := hujson.ObjectMember{
		Name:  hujson.Value{BeforeExtra: joined(comment, l.at(depth)), Value: hujson.String(name)},
		Value: hujson.Value{BeforeExtra: l.colon(), Value: value},
	}
	if n := len(object.Members); n == 0 {
		space = l.opened(space, depth)
	} else if object.Members[n-1].Value.AfterExtra != nil {
		added.Value.AfterExtra = hujson.Extra{}
	}
	object.AfterExtra = space
	object.Members = append(object.Members, added)
}

// addElement adds an element at a depth, after the comments that follow the last one.
func (l layout) addElement(array *hujson.Array, value hujson.Value, depth int) {
	comment, space := split(array.AfterExtra)
	value.BeforeExtra, value.AfterExtra = joined(comment, l.at(depth)), nil
	if n := len(array.Elements); n == 0 {
		space = l.opened(space, depth)
	} else if array.Elements[n-1].AfterExtra != nil {
		value.AfterExtra = hujson.Extra{}
	}
	array.AfterExtra = space
	array.Elements = append(array.Elements, value)
}

// opened returns the space before the end of an object or a list that was empty.
func (l layout) opened(space hujson.Extra, depth int) hujson.Extra {
	if bytes.Contains(space, []byte("\n")) {
		return space
	}
	return l.at(depth - 1)
}

// split divides what stands between two values: up to the end of the last comment, and the space after that.
func split(extra hujson.Extra) (comment, space hujson.Extra) {
	n := len(comments(extra))
	return extra[:n:n], extra[n:]
}

// comments returns what stands between two values up to the end of the last comment.
func comments(extra hujson.Extra) hujson.Extra {
	n := len(bytes.TrimRight(extra, " \t\r\n"))
	return extra[:n:n]
}

// joined returns comments and what follows them. A comment that lasts to the end of its line gets one.
func joined(comment, after hujson.Extra) hujson.Extra {
	joint := append(hujson.Extra{}, comment...)
	if isOpen(comment) && !startsLine(after) {
		joint = append(joint, '\n')
	}
	return append(joint, after...)
}

// isOpen reports whether the last of the comments lasts to the end of its line.
func isOpen(comment hujson.Extra) bool { return len(comment) > 0 && !comment.IsValid() }

// startsLine reports whether a line ends where a text begins.
func startsLine(text hujson.Extra) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, " \t\r"), []byte("\n"))
}

// asBefore returns what stands in an object or a list that is empty again. before is what stood in it when it had a number of values.
func asBefore(inside, before hujson.Extra, values int) hujson.Extra {
	if values == 0 && bytes.Equal(bytes.TrimSpace(inside), bytes.TrimSpace(before)) {
		return before
	}
	return inside
}

// emptied returns what stands in an object or a list that has become empty. Comments in it stay.
func emptied(inside hujson.Extra) hujson.Extra {
	if len(bytes.TrimSpace(inside)) == 0 {
		return nil
	}
	return inside
}

// render returns a value as it is written at a depth.
func (l layout) render(value any, depth int) (hujson.Value, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if l.newline != "" {
		encoder.SetIndent(strings.Repeat(l.unit, depth), l.unit)
	}
	if err := encoder.Encode(value); err != nil {
		return hujson.Value{}, fmt.Errorf("write a hook: %w", err)
	}
	rendered := bytes.ReplaceAll(bytes.TrimSpace(text.Bytes()), []byte("\n"), []byte(max(l.newline, "\n")))
	parsed, err := hujson.Parse(rendered)
	if err != nil {
		return hujson.Value{}, fmt.Errorf("write a hook: %w", err)
	}
	return parsed, nil
}
