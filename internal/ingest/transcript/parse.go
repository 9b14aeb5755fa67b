package transcript

import (
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
