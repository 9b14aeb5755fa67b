package jsonscan

import (
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

const (
	// maxText is the length of the longest string, in bytes as it is written, of which the whole text is made. Of a longer one the text is
	// that of ingest.Truncate with ingest.MaxStoredText, so that a record takes hardly more memory than its line.
	maxText = 16 << 20
	// piece is how much of a longer one is decoded at once.
	piece = 64 << 10
)

// truncated returns the text of the content of a long string as ingest.Truncate truncates it.
func truncated(inner string) string {
	var t parts
	decoded := make([]byte, 0, 2*piece)
	for len(inner) > 0 {
		decoded, inner = appendPart(decoded, inner)
		if len(decoded) >= piece || inner == "" {
			t.add(decoded)
			decoded = decoded[:0]
		}
	}
	if t.characters <= ingest.MaxStoredText {
		return string(t.beginning)
	}
	return ingest.TruncateParts(string(t.beginning), string(t.end), t.characters, ingest.MaxStoredText)
}

// appendPart appends a character that is escaped, or what stands before the next one but at most a piece, and returns what follows it.
func appendPart(decoded []byte, inner string) ([]byte, string) {
	n := nextBackslash(inner[:min(len(inner), piece)])
	switch {
	case n == 0:
		return appendEscape(decoded, inner)
	case n < 0 && len(inner) <= piece:
		n = len(inner)
	case n < 0:
		for n = piece; n > piece-utf8.UTFMax && !utf8.RuneStart(inner[n]); n-- { // a character is not divided
		}
	}
	return append(decoded, inner[:n]...), inner[n:]
}

// parts holds what is needed of a long text to truncate it.
type parts struct {
	beginning, end []byte
	characters     int
}

func (t *parts) add(text []byte) {
	if t.characters <= ingest.MaxStoredText {
		t.beginning = append(t.beginning, text...)
	}
	t.characters += utf8.RuneCount(text)
	t.end = append(t.end[max(0, len(t.end)-piece):], text...)
}

// TextLength returns the length of the text of a string in bytes, also of one that is truncated. For that one, escapes must stand for one byte
// each.
func TextLength(value gjson.Result) int {
	if len(value.Raw) <= maxText {
		return len(value.Str)
	}
	return len(value.Raw) - len(`""`) - strings.Count(value.Raw, `\`)
}
