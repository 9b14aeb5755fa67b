package transcript

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
)

// ParseObject returns the JSON object in line, and false where there is none. Invalid UTF-8 is replaced, and of several members with one name
// only the last is kept. The result refers to line.
func ParseObject(line []byte) (gjson.Result, bool) { return jsonscan.Object(line) }

// IsRecord reports whether a line is a whole JSON object.
func IsRecord(line []byte) bool {
	_, ok := ParseObject(line)
	return ok
}

// WhyBroken returns why a line is no record, as the rest of a sentence, with no more of the line than one character.
func WhyBroken(line []byte) string {
	var value json.RawMessage
	err := json.Unmarshal(line, &value)
	var syntax *json.SyntaxError
	switch {
	case len(line) > MaxLine:
		return "it is longer than 64 MB"
	case errors.As(err, &syntax) && strings.HasPrefix(syntax.Error(), "unexpected end"):
		return fmt.Sprintf("it is cut after %d bytes", len(line))
	case errors.As(err, &syntax):
		return fmt.Sprintf("%s, at byte %d", syntax.Error(), syntax.Offset)
	case bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")):
		return "it cannot be read"
	default:
		return "it is no JSON object"
	}
}
