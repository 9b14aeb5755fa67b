package codex

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// durationOf returns a duration in seconds, nil where the value is none: a number, or an object with seconds and nanoseconds (as serde writes it).
func durationOf(value gjson.Result) *float64 {
	seconds := value.Float()
	if value.IsObject() {
		seconds = jsonscan.Get(value, "secs").Float() + jsonscan.Get(value, "nanos").Float()/1e9
	} else if value.Type != gjson.Number {
		return nil
	}
	if seconds < 0 {
		return nil
	}
	return &seconds
}

func secondsBetween(from, to model.Instant) *float64 {
	seconds, ok := to.Seconds(from)
	if !ok || seconds < 0 {
		return nil
	}
	return &seconds
}

// pathOf returns a path, which may be written as a URI.
func pathOf(value gjson.Result) string { return strings.TrimPrefix(transcript.Text(value), "file://") }

// firstOf returns the first of the named members of an item that is there.
func firstOf(item gjson.Result, names ...string) gjson.Result {
	for _, name := range names {
		if value := member(item, name); value.Exists() && value.Type != gjson.Null {
			return value
		}
	}
	return gjson.Result{}
}
