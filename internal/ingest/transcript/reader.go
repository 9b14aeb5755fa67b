package transcript

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Format is which agent wrote a file, and how.
type Format string

// The formats that are known.
const (
	FormatUnknown Format = ""
	FormatClaude  Format = "claude-code"
	FormatCodex   Format = "codex"
	// FormatGemini has one record a line, FormatGeminiDocument is one JSON document.
	FormatGemini         Format = "gemini"
	FormatGeminiDocument Format = "gemini-document"
)

// Source is what is known of a file beside its lines.
type Source struct {
	Path string
	// Name is the name of the file without its ending.
	Name string
	// Sidecar is what stands in the .meta.json beside the file of a subagent, nil for none.
	Sidecar []byte
	// AgentID is the subagent whose file it is by its name, "" for the file of a session.
	AgentID string
	// Changed is when the file was changed last: the time of records that have none.
	Changed model.Instant
	// ParentSession is the session below whose folder the chat of a subagent lies, "" for none.
	ParentSession string
	// Ancestor returns what is known of the rollout of another session, nothing where that is not there; nil if nothing ever is.
	Ancestor func(sessionID string) Ancestor
	// Seen is what other files of this run had already.
	Seen *Seen
}

// Ancestor is what the rollout of a parent says.
type Ancestor struct {
	// Root is the session that began it all: that of the parent, or of its parents.
	Root string
	// Turns are its turns, nil where nobody knows.
	Turns map[string]bool
}

// Reader turns the lines of one file into observations.
type Reader interface {
	// Read reads one line.
	Read(line []byte, out *Batch)
	// End tells what only the end of what is there shows. over says that nobody writes the file any more.
	End(out *Batch, over bool)
	// Carry is what the reader of the next lines has to know, as JSON.
	Carry() (json.RawMessage, error)
}

// New returns the reader of a file. carry is what the reader of the lines before left, nil at the beginning.
func New(format Format, from Source, carry json.RawMessage) (Reader, error) {
	if from.Seen == nil {
		from.Seen = NewSeen()
	}
	switch format {
	case FormatClaude:
		return newClaude(from, carry)
	case FormatCodex:
		return newCodex(from, carry)
	case FormatGemini, FormatGeminiDocument:
		return newGemini(from, carry)
	default:
		return nil, fmt.Errorf("%s is no transcript that is known", from.Path)
	}
}

// restore fills state from a carry. One that cannot be read is an error: to read on without it would tell half of the truth.
func restore(carry json.RawMessage, state any) error {
	if len(carry) == 0 {
		return nil
	}
	if err := json.Unmarshal(carry, state); err != nil {
		return fmt.Errorf("take up where the file was left: %w", err)
	}
	return nil
}

// Recognise tells the format of a file from its beginning, which may end within a line.
func Recognise(beginning []byte) Format {
	rest := beginning
	for len(rest) > 0 {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		rest = after
		if format := recogniseLine(line, whole); format != FormatUnknown {
			return format
		}
	}
	if trimmed := bytes.TrimSpace(beginning); bytes.HasPrefix(trimmed, []byte("{")) && hasNames(trimmed, "sessionId", "messages") {
		return FormatGeminiDocument
	}
	return FormatUnknown
}

func recogniseLine(line []byte, whole bool) Format {
	if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return FormatUnknown
	}
	if whole {
		if _, ok := parseObject(line); !ok {
			return FormatUnknown
		}
	}
	switch {
	case hasNames(line, "payload", "type", "timestamp"):
		return FormatCodex
	case hasNames(line, "projectHash", "messages"):
		return FormatGeminiDocument
	case hasNames(line, "projectHash", "sessionId"):
		return FormatGemini
	case hasNames(line, "type", "sessionId"), hasNames(line, "type", "uuid"), hasNames(line, "type", "leafUuid"), hasNames(line, "type", "snapshot"):
		return FormatClaude
	default:
		return FormatUnknown
	}
}

func hasNames(line []byte, names ...string) bool {
	for _, name := range names {
		if !bytes.Contains(line, []byte(`"`+name+`"`)) {
			return false
		}
	}
	return true
}
