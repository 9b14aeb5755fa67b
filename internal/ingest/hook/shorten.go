package hook

import (
	"bytes"
	"encoding/json"
)

// Shorten returns the payload with its long texts cut, so that it has at most limit bytes: a file that an agent writes may be longer
// than a server takes. A payload that is short enough, or no JSON, is returned as it is.
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
	for longest := 64 << 10; longest >= 64; longest /= 4 {
		value = cut(value, longest)
		short, err := json.Marshal(value)
		if err == nil && len(short) <= limit {
			return short
		}
	}
	return payload
}

// cut returns a value whose texts have about limit bytes at most.
func cut(value any, limit int) any {
	switch v := value.(type) {
	case string:
		return shortened(v, limit)
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
