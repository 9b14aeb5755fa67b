package jsonscan

import (
	"encoding/json"

	"github.com/tidwall/gjson"
)

// Shortening says how long texts in a value are shortened. Short ones, which are most, are copied as they stand, without being read.
type Shortening struct {
	// Longest is how long a text may be as it stands, in bytes.
	Longest int
	// Text returns what is kept of a longer one.
	Text func(text string) string
	// LeftOut is the name of members of which a longer text is left out.
	LeftOut string
	// Most is the size of the result in bytes from which there is none.
	Most int
}

// Apply returns a valid value as JSON without white space and with its long texts shortened; false where it is still too large.
func (s Shortening) Apply(value gjson.Result) ([]byte, bool) {
	to := s.append(make([]byte, 0, min(len(value.Raw), s.Most)), value.Raw)
	return to, len(to) <= s.Most
}

func (s Shortening) append(to []byte, raw string) []byte {
	switch {
	case len(to) > s.Most:
		return to
	case raw[0] == '{' || raw[0] == '[':
		return s.appendContainer(to, raw)
	case raw[0] == '"' && len(raw) > s.Longest:
		quoted, err := json.Marshal(s.Text(text(raw)))
		if err != nil { // never: it is a text
			return to
		}
		return append(to, quoted...)
	default:
		return append(to, raw...)
	}
}

func (s Shortening) appendContainer(to []byte, raw string) []byte {
	open := raw[0]
	to = append(to, open)
	first := len(to)
	walk(raw, open, func(quoted, value string) bool {
		if open == '{' && value[0] == '"' && len(value) > s.Longest && isNamed(quoted, s.LeftOut) {
			return true
		}
		if len(to) > first {
			to = append(to, ',')
		}
		if open == '{' {
			to = append(append(to, quoted...), ':')
		}
		to = s.append(to, value)
		return len(to) <= s.Most
	})
	return append(to, open+2)
}
