package jsonscan

import (
	"strings"

	"github.com/tidwall/gjson"
)

// Get returns the first member of that name of an object. It does not exist where there is none, or where the value is no object. Unlike
// that of gjson, name is no path.
func Get(object gjson.Result, name string) gjson.Result {
	if !object.IsObject() {
		return gjson.Result{}
	}
	var found gjson.Result
	walk(object.Raw, '{', func(quoted, value string) bool {
		if !isNamed(quoted, name) {
			return true
		}
		found = result(value)
		return false
	})
	return found
}

// Several returns the members of these names of an object, each as Get does. It looks at the object once.
func Several(object gjson.Result, names ...string) []gjson.Result {
	found := make([]gjson.Result, len(names))
	if !object.IsObject() {
		return found
	}
	missing := len(names)
	walk(object.Raw, '{', func(quoted, value string) bool {
		for i, name := range names {
			if found[i].Raw == "" && isNamed(quoted, name) {
				found[i] = result(value)
				missing--
			}
		}
		return missing > 0
	})
	return found
}

// isNamed reports whether a name in quotes is name.
func isNamed(quoted, name string) bool {
	if len(quoted) == len(name)+2 {
		return quoted[1:len(quoted)-1] == name
	}
	return len(quoted) > len(name) && strings.IndexByte(quoted, '\\') >= 0 && text(quoted) == name
}

// Each calls yield with the members of an object, or with the elements of a list, whose names are "", until yield returns false. It does
// nothing for any other value.
func Each(value gjson.Result, yield func(name string, value gjson.Result) bool) {
	switch {
	case value.IsObject():
		walk(value.Raw, '{', func(quoted, value string) bool { return yield(text(quoted), result(value)) })
	case value.IsArray():
		walk(value.Raw, '[', func(_, value string) bool { return yield("", result(value)) })
	}
}

// walk calls yield with the members of an object, or with the elements of a list, as they stand in raw, which begins with open. Of what is
// no valid JSON it finds anything, and ends.
func walk(raw string, open byte, yield func(quoted, value string) bool) {
	at := strings.IndexByte(raw, open) + 1
	for {
		at = skipBetween(raw, at)
		if at >= len(raw) || raw[at] == open+2 {
			return
		}
		quoted := ""
		if open == '{' {
			start := at
			at = skipValue(raw, at)
			quoted = raw[start:at]
			at = skipBetween(raw, at)
		}
		start := at
		at = skipValue(raw, at)
		if at == start || open == '{' && (len(quoted) < len(`""`) || quoted[0] != '"') || !yield(quoted, raw[start:at]) {
			return
		}
	}
}

// skipBetween returns the position of the next value or end, behind white space, commas and colons.
func skipBetween(raw string, at int) int {
	for at < len(raw) && (isSpace(raw[at]) || raw[at] == ',' || raw[at] == ':') {
		at++
	}
	return at
}

// skipValue returns the position behind the value that begins at a position.
func skipValue(raw string, at int) int {
	if at >= len(raw) {
		return at
	}
	switch raw[at] {
	case '"':
		return skipString(raw, at)
	case '{', '[':
		return skipContainer(raw, at)
	}
	for at < len(raw) && !isSpace(raw[at]) && raw[at] != ',' && raw[at] != '}' && raw[at] != ']' && raw[at] != ':' {
		at++
	}
	return at
}

// skipContainer returns the position behind the object or list that begins at a position.
func skipContainer(raw string, at int) int {
	for depth := 0; at < len(raw); {
		switch raw[at] {
		case '"':
			at = skipString(raw, at)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		at++
		if depth == 0 {
			break
		}
	}
	return at
}

// skipString returns the position behind the string that begins at a position.
func skipString(raw string, at int) int {
	for end := at + 1; ; end++ {
		next := strings.IndexByte(raw[end:], '"')
		if next < 0 {
			return len(raw)
		}
		end += next
		backslashes := 0
		for raw[end-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return end + 1
		}
	}
}

// result returns a value as it stands in an object or a list.
func result(raw string) gjson.Result {
	switch raw[0] {
	case '"':
		return gjson.Result{Type: gjson.String, Raw: raw, Str: text(raw)}
	case '{', '[':
		return gjson.Result{Type: gjson.JSON, Raw: raw}
	default:
		return gjson.Parse(raw)
	}
}
