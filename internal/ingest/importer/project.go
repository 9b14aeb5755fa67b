package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// maxNote bounds what is read of the file in which an agent notes projects.
const maxNote = 1 << 20

// projectOf returns the folder of the project to which a transcript of an agent belongs, as the agent notes it, "" where it does not.
func projectOf(f File, agentID string) string {
	note := agent.Get(agentID).Transcripts.Project
	if note.Within == "" {
		return ""
	}
	folder := filepath.Dir(f.Path)
	for filepath.Base(folder) != note.Within {
		above := filepath.Dir(folder)
		if above == folder {
			return ""
		}
		folder = above
	}
	folder = filepath.Dir(folder)
	if path := strings.TrimSpace(string(readNote(filepath.Join(folder, note.File)))); isAbsolute(path) {
		return path
	}
	registry := readNote(filepath.Join(filepath.Dir(filepath.Dir(folder)), note.Registry))
	return registeredProject(gjson.GetBytes(registry, note.RegistryMember), filepath.Base(folder))
}

// isAbsolute reports whether a path is one of a folder, on this system or on another.
func isAbsolute(path string) bool {
	isWindows := len(path) > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/')
	return filepath.IsAbs(path) || strings.HasPrefix(path, "/") || strings.HasPrefix(path, `\\`) || isWindows
}

// registeredProject returns the path to which a registry gives a name. In older versions the name is the hash of the path. Of several the
// first in their order counts.
func registeredProject(projects gjson.Result, name string) string {
	var found []string
	projects.ForEach(func(path, given gjson.Result) bool {
		digest := sha256.Sum256([]byte(path.String()))
		if isAbsolute(path.String()) && (given.String() == name || hex.EncodeToString(digest[:]) == name) {
			found = append(found, path.String())
		}
		return true
	})
	if len(found) == 0 {
		return ""
	}
	return slices.Min(found)
}

// readNote returns the beginning of a file, nil where it cannot be read.
func readNote(path string) []byte {
	in, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, maxNote))
	if err != nil {
		return nil
	}
	return content
}
