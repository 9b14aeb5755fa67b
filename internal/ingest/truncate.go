package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits on what is stored, in characters. They hold for what agents report; the API refuses what its document does not permit, and its
// limits lie within these.
const (
	// MaxID is the longest id that is stored as it is, and the longest name, such as that of a tool or a model.
	MaxID = 512
	// MaxSummary is the longest text of an event or a session.
	MaxSummary = 16 << 10
	// MaxEventText is the longest text of an event that a source reports: hooks, transcripts and telemetry shorten to it what they read, so
	// that their texts agree. A row of agent_events holds less of it, see MaxSummary; a row of tool_traces holds it all.
	MaxEventText = 64 << 10
	// MaxStoredText is the longest text that is stored of what the API reports of a call, in tool_traces, and the longest JSON value.
	MaxStoredText = 1 << 20
)

// ID returns an id as it is stored. One that is longer than MaxID is replaced by a hash of it, so that all sources of a long id still agree
// and no two become the same.
func ID(id string) string {
	id = validText(id)
	if isShort(id, MaxID) {
		return id
	}
	digest := sha256.Sum256([]byte(id))
	return "long-" + hex.EncodeToString(digest[:12])
}

// Summary returns a text as an event shows it, truncated to MaxSummary.
func Summary(text string) string { return Truncate(text, MaxSummary) }

// markLength is the number of characters that Truncate keeps free for its mark, so that where it cuts depends on nothing but the limit.
const markLength = 40

// truncationMark is the mark at the end of a truncated text, with the length of the whole text. earlierMark is that of earlier releases, with
// the number of characters that are missing.
var (
	truncationMark = regexp.MustCompile(`… \[truncated from ([0-9]{1,10}) characters\]$`)
	earlierMark    = regexp.MustCompile(`… \[([0-9]{1,15}) characters truncated\]$`)
)

// Truncate returns a text of at most limit characters, which must be more than markLength. A longer text ends with a mark that says how long
// the whole text is. Truncating again to a lower limit gives the same as truncating to that limit at once, so that sources which truncate in
// several steps agree.
func Truncate(text string, limit int) string {
	text = validText(text)
	rest, length := untruncated(text)
	if length == 0 && isShort(text, limit) {
		return text
	}
	kept, _ := model.Cut(rest, limit-markLength)
	if length > 0 && len(kept) == len(rest) {
		return text
	}
	if length == 0 {
		length = utf8.RuneCountInString(text)
	}
	return kept + truncated(length)
}

// IsTruncated reports whether a text ends with the mark of a truncation.
func IsTruncated(text string) bool {
	_, length := untruncated(text)
	return length > 0
}

// truncated returns the mark of a text of many characters.
func truncated(length int) string { return fmt.Sprintf("… [truncated from %d characters]", length) }

// TruncateParts returns what Truncate returns for a text of many characters of which only two parts are at hand: the beginning, which has at
// least limit characters, and the end, which is longer than a mark. All of them are more than limit.
func TruncateParts(beginning, end string, characters, limit int) string {
	rest, length := untruncated(end)
	switch {
	case length > 0 && truncationMark.MatchString(end):
		characters = length
	case length > 0: // what the earlier mark says is missing is missing at the end
		characters += length - utf8.RuneCountInString(rest) - utf8.RuneCountInString(end[len(rest):])
	}
	kept, _ := model.Cut(beginning, limit-markLength)
	return kept + truncated(characters)
}

// untruncated returns a text without the mark of a truncation, and how long the mark says that the whole text is, 0 where there is no mark.
func untruncated(text string) (rest string, length int) {
	if !strings.HasSuffix(text, "]") {
		return text, 0
	}
	end := max(0, len(text)-2*markLength)
	if mark := truncationMark.FindStringSubmatchIndex(text[end:]); mark != nil {
		length, _ = strconv.Atoi(text[end+mark[2] : end+mark[3]])
		return text[:end+mark[0]], length
	}
	mark := earlierMark.FindStringSubmatchIndex(text[end:])
	if mark == nil {
		return text, 0
	}
	missing, _ := strconv.Atoi(text[end+mark[2] : end+mark[3]])
	rest = text[:end+mark[0]]
	return rest, utf8.RuneCountInString(rest) + missing
}

// isShort reports whether a text has at most limit characters.
func isShort(text string, limit int) bool {
	return len(text) <= limit || (len(text) <= utf8.UTFMax*limit && utf8.RuneCountInString(text) <= limit)
}

// validText replaces broken UTF-8, and NUL, at which some functions of SQLite end a text.
func validText(text string) string {
	if !utf8.ValidString(text) { // nearly all texts are valid, and to find that out is cheaper than to repair them
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return strings.ReplaceAll(text, "\x00", "\uFFFD")
}

// truncateJSON returns a JSON value as it is. One that is longer than MaxStoredText is replaced by an object with its beginning as a text, and
// what is not JSON by nil.
func truncateJSON(value json.RawMessage) json.RawMessage {
	if len(value) == 0 || !utf8.Valid(value) || !json.Valid(value) {
		return nil
	}
	if isShort(string(value), MaxStoredText) {
		return value
	}
	beginning, err := json.Marshal(map[string]string{"truncated": Summary(string(value))})
	if err != nil { // never: it is a text
		return nil
	}
	return beginning
}
