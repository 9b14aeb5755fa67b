package ingest

import (
	"bytes"
	"encoding/json"
)

// redactJSON removes the secrets from all texts in a JSON value. member is the name of the member with that value, "" for none. A value
// without secrets is returned unchanged.
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

// isClean reports whether neither a text of a JSON value nor the name of a member looks like a secret.
func isClean(value json.RawMessage) bool {
	texts, ok := unescaped(value)
	return ok && suspect(texts) == 0
}

// unescaped returns a JSON value without its simple escapes, and false where it has others. Each of its texts is part of the result.
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
			out = append(out, ' ') // patterns treat all of these as spaces
		default:
			return "", false
		}
	}
	return string(out), true
}

// redactValue removes the secrets from a decoded value, in which no escape hides one.
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
			redacted, isChanged := redactValue(member, item)
			v[i], changed = redacted, changed || isChanged
		}
		return v, changed
	case map[string]any:
		for name, item := range v {
			redacted, isChanged := redactValue(name, item)
			v[name], changed = redacted, changed || isChanged
		}
		return v, changed
	default:
		return value, false
	}
}
