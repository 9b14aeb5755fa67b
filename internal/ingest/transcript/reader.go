package transcript

import (
	"encoding/json"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Reader turns the lines of one file into observations.
type Reader interface {
	// Read reads one line, or the whole of a file that is one document.
	Read(line []byte, out *Batch)
	// End adds what is known only at the end of the lines that are there. A finished file is not written any more: what is
	// still open in it ends.
	End(out *Batch, finished bool)
	// Carry returns as JSON what the reader of the next lines has to know. It holds no text of the conversation, because it is stored
	// without its secrets being removed.
	Carry() (json.RawMessage, error)
}

// Source is what is known of a file beside its lines.
type Source struct {
	Path string
	// Name is the name of the file without its extension.
	Name string
	// Sidecar is the content of the .meta.json beside the file of a subagent, nil for none.
	Sidecar []byte
	// AgentID is the subagent that the name of the file names, "" for the file of a session.
	AgentID string
	// Changed is when the file was changed last. It is the time of records that have none.
	Changed model.Instant
	// Project is the folder of the project as the agent notes it beside its transcripts, "" where it does not.
	Project string
	// ParentSession is the session in whose folder the file of a subagent lies, "" for none.
	ParentSession string
	// Ancestor returns what is known of the file of another session. The result is empty where there is no such file. Ancestor may be nil.
	Ancestor func(sessionID string) Ancestor
	// Child returns the session that another one started under a name, "" where no file says so. Child may be nil.
	Child func(sessionID, name string) string
	// Seen holds the records of the other files of this run.
	Seen *Seen
}

// Ancestor is what the file of a parent session says.
type Ancestor struct {
	// Root is the session at the top: the parent itself, or the root of its parents.
	Root string
	// Turns are the turns of the parent, nil where they are not known.
	Turns map[string]bool
}

// Restore fills state from a carry. A carry that cannot be read is an error: to read on without it would lose what it held.
func Restore(carry json.RawMessage, state any) error {
	if len(carry) == 0 {
		return nil
	}
	if err := json.Unmarshal(carry, state); err != nil {
		return fmt.Errorf("restore the state of the reader: %w", err)
	}
	return nil
}
