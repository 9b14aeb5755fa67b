package importer

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
)

// maxSidecar is the longest sidecar that is read.
const maxSidecar = 1 << 20

func (f File) packed() bool { return strings.HasSuffix(f.Path, ".zst") }

// name is the name of the file without its endings.
func (f File) name() string {
	base := strings.TrimSuffix(filepath.Base(f.Path), ".zst")
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// agentID is the subagent of Claude Code that the name tells, "" for none.
func (f File) agentID() string {
	id, ok := strings.CutPrefix(f.name(), "agent-")
	if !ok {
		return ""
	}
	return id
}

// parentSession is the session of the Gemini CLI below whose folder the file lies, "" for none.
func (f File) parentSession() string {
	folder := filepath.Dir(f.Path)
	if filepath.Base(filepath.Dir(folder)) != "chats" {
		return ""
	}
	return filepath.Base(folder)
}

// rollout is the session of a rollout of Codex, "" for other files.
func (f File) rollout() string { return codex.SessionOfFile(f.name()) }

// sidecar returns what stands beside the file of a subagent, nil for nothing.
func (f File) sidecar() []byte {
	if f.agentID() == "" {
		return nil
	}
	in, err := os.Open(filepath.Join(filepath.Dir(f.Path), f.name()+".meta.json"))
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
