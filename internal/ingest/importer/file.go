package importer

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
)

// File is a file that may be a transcript.
type File struct {
	Path     string
	Size     int64
	Modified time.Time
	Inode    uint64
	// isArchived says that the archive alone has it.
	isArchived bool
}

// maxSidecar is the size of the longest sidecar that is read, in bytes.
const maxSidecar = 1 << 20

func newFile(path string, info fs.FileInfo) File {
	return File{Path: path, Size: info.Size(), Modified: info.ModTime(), Inode: inode(info)}
}

// isPacked reports whether a file is compressed. The archive has its text.
func (f File) isPacked() bool {
	return !f.isArchived && strings.HasSuffix(f.Path, transcript.PackedSuffix)
}

// name returns the name of the file without its extensions.
func (f File) name() string {
	base := strings.TrimSuffix(filepath.Base(f.Path), transcript.PackedSuffix)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// agentID returns the subagent that the name of a file "agent-<id>.jsonl" names, "" for other names.
func (f File) agentID() string {
	id, ok := strings.CutPrefix(f.name(), "agent-")
	if !ok {
		return ""
	}
	return id
}

// parentSession returns the session in whose folder below "chats" the file lies, "" for none.
func (f File) parentSession() string {
	folder := filepath.Dir(f.Path)
	if filepath.Base(filepath.Dir(folder)) != "chats" {
		return ""
	}
	return filepath.Base(folder)
}

// codexSession returns the session of a rollout of Codex, "" for other files.
func (f File) codexSession() string { return codex.SessionOfFile(f.name()) }

// sidecar returns the content of "agent-<id>.meta.json" beside the file of a subagent, nil for none.
func (f File) sidecar() []byte {
	if f.agentID() == "" {
		return nil
	}
	path := filepath.Join(filepath.Dir(f.Path), f.name()+".meta.json")
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() { // to open a pipe would not come to an end
		return nil
	}
	in, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, maxSidecar))
	if err != nil {
		return nil
	}
	return content
}
