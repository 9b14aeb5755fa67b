package transcript

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// MaxKind is the longest name of a kind of record, or of a member of one, that is kept, in characters. It is the smallest limit of Truncate.
	MaxKind = 80
	// maxRaw is the longest value that is kept as JSON, such as the input of a tool, in bytes.
	maxRaw = 256 << 10
)

// Text returns a string, truncated to ingest.MaxEventText. Other values are "". The result is a copy, because a slice would keep the whole line in memory.
func Text(value gjson.Result) string {
	if value.Type != gjson.String {
		return ""
	}
	return Truncate(value.String(), ingest.MaxEventText)
}

// Whole returns a string as it is, up to the length that the parts of messages may have. Other values are "". The result is a copy.
func Whole(value gjson.Result) string {
	if value.Type != gjson.String {
		return ""
	}
	return strings.Clone(value.Str)
}

// ID returns an id, "" where the value is no string. A long one is replaced by its hash.
func ID(value gjson.Result) string {
	if value.Type != gjson.String {
		return ""
	}
	return strings.Clone(ingest.ID(value.String()))
}

// Truncate returns a copy of a text of at most limit characters; a longer one ends with how much is missing.
func Truncate(s string, limit int) string { return strings.Clone(ingest.Truncate(s, limit)) }

// RawJSON returns a copy of a value as JSON. One longer than maxRaw is replaced by its length.
func RawJSON(value gjson.Result) json.RawMessage {
	if !value.Exists() {
		return nil
	}
	if len(value.Raw) > maxRaw {
		return Quoted(map[string]int{"omitted_bytes": len(value.Raw)})
	}
	return json.RawMessage(strings.Clone(value.Raw))
}

// Quoted returns value as JSON. It is for values that can always be encoded.
func Quoted(value any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return encoded
}

// Instant returns a time, "" where the value is none. Numbers are Unix seconds, or milliseconds where they are too large for seconds.
func Instant(value gjson.Result) model.Instant {
	switch value.Type {
	case gjson.String:
		at, err := time.Parse(time.RFC3339Nano, value.String())
		if err != nil || at.Year() < 1 || at.Year() > 9999 {
			return ""
		}
		return model.NewInstant(at)
	case gjson.Number:
		const latestSecond = 1e11
		seconds := value.Float()
		if seconds > latestSecond {
			seconds /= 1000
		}
		if seconds <= 0 || seconds > latestSecond {
			return ""
		}
		return model.NewInstant(time.UnixMicro(int64(seconds * 1e6)))
	default:
		return ""
	}
}

// Seconds returns a duration that is given in milliseconds, nil where the value is no duration.
func Seconds(milliseconds gjson.Result) *float64 {
	if milliseconds.Type != gjson.Number || milliseconds.Float() < 0 {
		return nil
	}
	seconds := milliseconds.Float() / 1000
	return &seconds
}

// Tokens returns a count of tokens, 0 where the value cannot be one.
func Tokens(value gjson.Result) int64 {
	const most = 1e12
	if n := value.Float(); value.Type == gjson.Number && n > 0 && n < most {
		return int64(n)
	}
	return 0
}

// JoinedText returns the text of a content: the content itself, or the texts of its blocks, one a line.
func JoinedText(content gjson.Result) string {
	if content.Type == gjson.String {
		return Text(content)
	}
	var joined strings.Builder
	if content.IsArray() {
		jsonscan.Each(content, func(_ string, block gjson.Result) bool {
			if part := jsonscan.Get(block, "text"); part.Type == gjson.String {
				if joined.Len() > 0 {
					joined.WriteByte('\n')
				}
				joined.WriteString(part.String())
			}
			return true
		})
	}
	return Truncate(joined.String(), ingest.MaxEventText)
}
