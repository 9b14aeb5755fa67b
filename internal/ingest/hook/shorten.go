package hook

import (
	"bytes"
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Shorten returns the payload with its long texts cut, so that it has at most limit bytes: a file that an agent writes may be longer
// than what a server accepts. A payload that is short enough, or is not JSON, is returned as it is.
func Shorten(payload []byte, limit int) []byte {
	if len(payload) <= limit {
		return payload
	}
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return payload
	}
	// The result of a tool is cut first: the beginning and the end of a call are matched by its input.
	if whole, isObject := value.(map[string]any); isObject && whole[response] != nil {
		replaced := func(value any) any {
			whole[response] = value
			return whole
		}
		if short, ok := cutTo(whole[response], limit, replaced); ok {
			return short
		}
	}
	if short, ok := cutTo(value, limit, func(value any) any { return value }); ok {
		return short
	}
	return payload
}

// cutTo cuts the texts of a value ever shorter until what into makes of it has at most limit bytes as JSON, and reports whether it does.
func cutTo(value any, limit int, into func(any) any) ([]byte, bool) {
	for longest := 64 << 10; longest >= 64; longest /= 4 {
		value = cut(value, longest)
		if short, err := json.Marshal(into(value)); err == nil && len(short) <= limit {
			return short, true
		}
	}
	return nil, false
}

// cut returns a value whose texts have at most limit characters.
func cut(value any, limit int) any {
	switch v := value.(type) {
	case string:
		return ingest.Truncate(v, limit)
	case []any:
		for i := range v {
			v[i] = cut(v[i], limit)
		}
	case map[string]any:
		for name := range v {
			v[name] = cut(v[name], limit)
		}
	}
	return value
}
