package ingest

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

func clean(limit int, texts ...*string) {
	for _, text := range texts {
		*text = cleanText(*text, limit)
	}
}

// cleanText repairs broken UTF-8, replaces NUL, at which functions of SQLite end a text, and cuts at a limit in bytes.
func cleanText(text string, limit int) string {
	if !utf8.ValidString(text) { // it hardly ever is not, and to find out is cheaper than to repair
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// cleanJSON returns the value if it is JSON and not too long, else nil.
func cleanJSON(value json.RawMessage) json.RawMessage {
	if len(value) == 0 || len(value) > maxRaw || !utf8.Valid(value) || !json.Valid(value) {
		return nil
	}
	return value
}

func cleanMembers(members map[string]json.RawMessage) map[string]json.RawMessage {
	cleaned := make(map[string]json.RawMessage, len(members))
	size := 0
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := cleanJSON(members[name])
		if size += len(value); value != nil && size <= maxRaw {
			cleaned[cleanText(name, maxID)] = value
		}
	}
	return cleaned
}

func boundedTokens(tokens int64) int64 { return min(max(tokens, 0), maxTokens) }

func boundedSeconds(seconds *float64) *float64 {
	if seconds == nil || math.IsNaN(*seconds) || *seconds < 0 {
		return nil
	}
	bounded := min(*seconds, maxSeconds)
	return &bounded
}

// Summary returns the text as a summary holds it: not longer than a page wants to show.
func Summary(text string) string { return cleanText(text, maxSummary) }
