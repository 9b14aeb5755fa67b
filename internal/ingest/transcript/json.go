package transcript

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// maxText is the longest text of an event that is kept, in bytes.
	maxText = 64 << 10
	// maxRaw is the longest value that is kept as JSON, such as the input of a tool.
	maxRaw = 256 << 10
	// maxID is the longest id that is believed.
	maxID = 512
	// maxDepth is how deep values may be nested: the parser recurses.
	maxDepth = 512
)

// parseObject returns the object that stands in line, and false where there is none. Bytes that are no UTF-8 are replaced.
func parseObject(line []byte) (gjson.Result, bool) {
	if !utf8.Valid(line) {
		line = bytes.ToValidUTF8(line, []byte("\uFFFD"))
	}
	line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	if tooDeep(line) || !gjson.ValidBytes(line) {
		return gjson.Result{}, false
	}
	value := gjson.ParseBytes(line)
	return value, value.IsObject()
}

// tooDeep reports whether values are nested beyond maxDepth. It skips texts, of which transcripts mostly consist.
func tooDeep(line []byte) bool {
	depth := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		case '"':
			i = textEnd(line, i+1)
		}
	}
	return false
}

// textEnd returns the place of the quote that ends the text which begins at start.
func textEnd(line []byte, start int) int {
	for i := start; i < len(line); i++ {
		next := bytes.IndexByte(line[i:], '"')
		if next < 0 {
			return len(line)
		}
		i += next
		slashes := 0
		for j := i - 1; j >= start && line[j] == '\\'; j-- {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
	}
	return len(line)
}

// member returns a member of an object that mostly has none of that name: to find that out takes no reading of its texts.
func member(object gjson.Result, name string) gjson.Result {
	if !strings.Contains(object.Raw, `"`+name+`"`) && !strings.Contains(object.Raw, `\u`) {
		return gjson.Result{}
	}
	return object.Get(name)
}

// text returns a string of a record as a copy of its own: a slice would keep the whole line. Other values are "".
func text(value gjson.Result) string {
	if value.Type != gjson.String {
		return ""
	}
	return clip(value.String(), maxText)
}

// idText returns an id, "" where there is none or it is none.
func idText(value gjson.Result) string {
	if value.Type != gjson.String || len(value.Raw) > maxID {
		return ""
	}
	return strings.Clone(value.String())
}

// clip returns a copy of the first limit bytes of s, cut between characters, with what is no UTF-8 replaced.
func clip(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit]
		for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
		if r, size := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && size == 1 {
			s = s[:len(s)-1]
		}
	}
	if !utf8.ValidString(s) { // it hardly ever is not, and to find out is cheaper than to repair
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.Clone(s)
}

// rawJSON returns a copy of a value as JSON; one longer than maxRaw is replaced by its length.
func rawJSON(value gjson.Result) json.RawMessage {
	if !value.Exists() {
		return nil
	}
	if len(value.Raw) > maxRaw {
		return quoted(map[string]int{"omitted_bytes": len(value.Raw)})
	}
	return json.RawMessage(strings.Clone(value.Raw))
}

// quoted returns value as JSON. It is for values that always can be.
func quoted(value any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return encoded
}

// instant returns a time as it is stored, "" where the value is none. Numbers are seconds, or milliseconds where they are too large.
func instant(value gjson.Result) model.Instant {
	switch value.Type {
	case gjson.String:
		at, err := time.Parse(time.RFC3339Nano, value.String())
		if err != nil || at.Year() < 1 || at.Year() > 9999 {
			return ""
		}
		return model.InstantOf(at)
	case gjson.Number:
		const latestSecond = 1e11
		seconds := value.Float()
		if seconds > latestSecond {
			seconds /= 1000
		}
		if seconds <= 0 || seconds > latestSecond {
			return ""
		}
		return model.InstantOf(time.UnixMicro(int64(seconds * 1e6)))
	default:
		return ""
	}
}

// tokens returns a count of tokens; what is none, or cannot be one, is 0.
func tokens(value gjson.Result) int64 {
	const most = 1e12
	if n := value.Float(); value.Type == gjson.Number && n > 0 && n < most {
		return int64(n)
	}
	return 0
}

// joinedText returns the text of a content: a text, or blocks that have one.
func joinedText(content gjson.Result) string {
	if content.Type == gjson.String {
		return text(content)
	}
	var joined strings.Builder
	if content.IsArray() {
		content.ForEach(func(_, block gjson.Result) bool {
			if part := block.Get("text"); part.Type == gjson.String {
				if joined.Len() > 0 {
					joined.WriteByte('\n')
				}
				joined.WriteString(clip(part.String(), maxText))
			}
			return joined.Len() < maxText
		})
	}
	return clip(joined.String(), maxText)
}

// IsRecord reports whether a line is a whole JSON object.
func IsRecord(line []byte) bool {
	_, ok := parseObject(line)
	return ok
}
