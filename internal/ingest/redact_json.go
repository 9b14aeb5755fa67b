package ingest

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// secretName is the name of a member whose value is a secret, whatever its form.
var secretName = regexp.MustCompile(`(?i)^(?:.*[_-])?(?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|` +
	`auth[_-]?token|access[_-]?token|refresh[_-]?token|client[_-]?secret|credentials?)$`)

// redactJSON takes the secrets out of all texts in a JSON value, which is that of a member, "" for none. What holds none stays as it
// is to the letter.
func redactJSON(member string, value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
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

// redactValue works on decoded values: no escape hides anything from it.
func redactValue(member string, value any) (cleaned any, changed bool) {
	switch v := value.(type) {
	case string:
		text := RedactText(v)
		if v != "" && secretName.MatchString(member) {
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
