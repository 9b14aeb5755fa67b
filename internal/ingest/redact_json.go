package ingest

import (
	"bytes"
	"encoding/json"
)

// redactJSON takes the secrets out of all texts in a JSON value, which is that of a member, "" for none. What holds none stays as it
// is to the letter.
func redactJSON(member string, value json.RawMessage) json.RawMessage {
	if len(value) == 0 || !isSecretName(member) && isClean(value) {
		return value
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil {
		return value
	}
	cleaned, changed := redactValue(member, decoded)
	if !changed {
		return value
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(cleaned); err != nil { // never: it was decoded
		return json.RawMessage("null")
	}
	return bytes.TrimSpace(out.Bytes())
}

// isClean reports whether a glance at all texts of a JSON value, and at the names of its members, points out no secret.
func isClean(value json.RawMessage) bool {
	texts, ok := unescaped(value)
	return ok && suspect(texts) == 0
}

// unescaped returns a JSON value with its simple escapes undone, and false where it has others. What stands in one of its texts stands in
// the result as it means.
func unescaped(value json.RawMessage) (texts string, ok bool) {
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value), true
	}
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' || i+1 == len(value) {
			out = append(out, value[i])
			continue
		}
		i++
		switch value[i] {
		case '"', '\\', '/':
			out = append(out, value[i])
		case 'n', 't', 'r', 'f':
			out = append(out, ' ') // all are spaces to whoever looks for secrets
		default:
			return "", false
		}
	}
	return string(out), true
}

// redactValue works on decoded values: no escape hides anything from it.
func redactValue(member string, value any) (cleaned any, changed bool) {
	switch v := value.(type) {
	case string:
		text := RedactText(v)
		if v != "" && isSecretName(member) {
			text = Redacted
		}
		return text, text != v
	case []any:
		for i, item := range v {
			one, did := redactValue(member, item)
			v[i], changed = one, changed || did
		}
		return v, changed
	case map[string]any:
		for name, item := range v {
			one, did := redactValue(name, item)
			v[name], changed = one, changed || did
		}
		return v, changed
	default:
		return value, false
	}
}
