package redact

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// JSON replaces the secrets in a JSON value: those in strings, and the values of members whose names mean secrets. member is the name of the
// member that has the value, or "". The result has the same members and arrays, and the rest is unchanged byte for byte. JSON treats invalid
// JSON as a text.
func JSON(member string, value json.RawMessage) json.RawMessage {
	if len(value) == 0 || kindOf(member) == noSecret && isClean(value) {
		return value
	}
	if !gjson.ValidBytes(value) {
		return json.RawMessage(Text(string(value)))
	}
	return redactDocument(member, value, 0)
}

// unescape returns the byte for an escape, and the length of the escape. Triggers are ASCII, so other characters become one placeholder.
func unescape(escape []byte) (c byte, length int) {
	const other = 0x80
	switch escape[1] {
	case 'n', 't', 'r', 'f', 'b':
		return ' ', 2
	case 'u':
		if len(escape) < 6 {
			return other, len(escape)
		}
		if code, err := strconv.ParseUint(string(escape[2:6]), 16, 16); err == nil && code < other {
			return byte(code), 6
		}
		return other, 6
	default:
		return escape[1], 2
	}
}

// mayHide reports whether a text that is JSON has escapes which may hide a trigger.
func mayHide(text string) bool {
	if strings.Contains(text, `\/`) {
		return true
	}
	for i := strings.Index(text, `\u00`); i >= 0; i = strings.Index(text, `\u00`) {
		text = text[i+len(`\u00`):]
		if text != "" && '2' <= text[0] && text[0] <= '7' {
			return true
		}
	}
	return false
}

// redactDocument redacts valid JSON until it finds nothing more.
func redactDocument(member string, value []byte, depth int) []byte {
	for range maxPasses {
		w := walker{in: value, depth: depth}
		w.walk(member)
		if !w.changed {
			return value
		}
		value = append(w.out, value[w.copied:]...)
	}
	return value
}

// walker copies valid JSON and replaces some of its values.
type walker struct {
	in  []byte
	out []byte
	// at is the position in the input. copied is the end of the input that out has.
	at, copied int
	changed    bool
	// depth is the number of JSON strings around this value.
	depth int
	stack []container
	// long are the long strings that were searched last.
	long     [2]longText
	nextLong int
}

// container is an open object or array.
type container struct {
	object bool
	// member is the name of the member whose value is next. An array has the name of its own member.
	member string
	// pair is the string in the member "name" or "key", which names the member "value".
	pair string
	// option is the previous element of an array, if it is an option with a secret.
	option string
}

// walk visits the strings, numbers and names of the value.
func (w *walker) walk(member string) {
	for w.at < len(w.in) {
		switch c := w.in[w.at]; c {
		case '{', '[':
			w.open(c == '{', w.memberHere(member))
		case '}', ']':
			w.stack = w.stack[:len(w.stack)-1]
			w.at++
		case '"':
			w.text(member)
		case 't', 'f', 'n':
			w.at = skipBytes(w.in, w.at, isLower)
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			w.number(member)
		default: // spaces and signs
			w.at++
		}
	}
}

func skipBytes(text []byte, at int, is func(byte) bool) int {
	for at < len(text) && is(text[at]) {
		at++
	}
	return at
}

func (w *walker) open(object bool, member string) {
	if object { // the members of an object have names of their own
		member = ""
	}
	w.stack = append(w.stack, container{object: object, member: member})
	w.at++
}

// memberHere returns the name for the next value.
func (w *walker) memberHere(outer string) string {
	if len(w.stack) == 0 {
		return outer
	}
	top := &w.stack[len(w.stack)-1]
	if top.object && isValueName(top.member) && kindOf(top.pair) != noSecret {
		return top.pair
	}
	return top.member
}

// text visits a string, which is a name or a value.
func (w *walker) text(outer string) {
	start := w.at
	w.at = textEnd(w.in, start)
	raw := w.in[start:w.at]
	if next := skipBytes(w.in, w.at, isSpace); next < len(w.in) && w.in[next] == ':' && len(w.stack) > 0 && w.stack[len(w.stack)-1].object {
		w.stack[len(w.stack)-1].member = decoded(raw)
		w.at = next + 1
		return
	}
	text, redacted := w.redactString(w.memberHere(outer), raw)
	w.remember(text)
	if redacted != text {
		w.put(start, encoded(redacted))
	}
}

// longText is a long string of the value with its text, and that without secrets.
type longText struct {
	raw            []byte
	text, redacted string
}

// redactString returns the text of the string of a member, and the text without secrets. A long one that has no name which means a secret is
// searched once: transcripts repeat such strings.
func (w *walker) redactString(member string, raw []byte) (text, redacted string) {
	if len(raw) < longString || kindOf(member) != noSecret || w.option() != "" {
		text = decoded(raw)
		return text, w.redactText(member, text)
	}
	for _, known := range w.long {
		if bytes.Equal(known.raw, raw) {
			return known.text, known.redacted
		}
	}
	text = decoded(raw)
	redacted = textAt(text, w.depth)
	w.long[w.nextLong%len(w.long)] = longText{raw, text, redacted}
	w.nextLong++
	return text, redacted
}

// option returns the previous element of an array, if it is an option with a secret.
func (w *walker) option() string {
	if len(w.stack) == 0 {
		return ""
	}
	return w.stack[len(w.stack)-1].option
}

// remember stores what a string means for the next values.
func (w *walker) remember(text string) {
	if len(w.stack) == 0 {
		return
	}
	top := &w.stack[len(w.stack)-1]
	top.option = ""
	switch {
	case top.object && (top.member == "name" || top.member == "key" || top.member == "Name" || top.member == "Key"):
		top.pair = text
	case !top.object && isOptionName(text):
		top.option = text
	}
}

// redactText returns the string of a member without its secrets.
func (w *walker) redactText(member, text string) string {
	if option := w.option(); option != "" && !strings.HasPrefix(text, "-") {
		member = option
	}
	if k := kindOf(member); k != noSecret && text != "" {
		if k == credentials || k == cookie {
			header := member + ": "
			return strings.TrimPrefix(textAt(header+text, w.depth), header)
		}
		if isSecretMember(text, k) {
			return Mark
		}
	}
	return textAt(text, w.depth)
}

// isSecretMember reports whether a string is a secret, if the name of its member has a kind.
func isSecretMember(text string, k kind) bool {
	if isPlaceholder(text) || isReference(text) || isPlainWord(text) || isOfNameWords(text) || isSentence(text) {
		return false
	}
	switch k {
	case folder:
		return !isFolder(text)
	case vague:
		return looksRandom(text, 16)
	case token:
		return !isPath(text)
	default:
		return true
	}
}

// number visits a number. If it is a secret, the string Mark replaces it.
func (w *walker) number(outer string) {
	start := w.at
	w.at = skipBytes(w.in, w.at, func(c byte) bool { return isDigit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E' })
	digits := w.at - start
	if k := kindOf(w.memberHere(outer)); (k == password || k == folder) && digits >= shortestBare || k == token && digits >= 10 {
		w.put(start, []byte(`"`+Mark+`"`))
	}
}

// put replaces the input from start to the position of the walker.
func (w *walker) put(start int, with []byte) {
	w.out = append(append(w.out, w.in[w.copied:start]...), with...)
	w.copied, w.changed = w.at, true
}

// textEnd returns the end of the string that begins at a position.
func textEnd(in []byte, at int) int {
	for end := at + 1; ; end++ {
		next := bytes.IndexByte(in[end:], '"')
		if next < 0 {
			return len(in)
		}
		end += next
		backslashes := 0
		for in[end-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return end + 1
		}
	}
}

// decoded returns the text of a valid JSON string.
func decoded(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	return gjson.ParseBytes(raw).String()
}

// encoded returns a text as a JSON string.
func encoded(text string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // texts always encode
	return bytes.TrimSpace(out.Bytes())
}
