package hookinstall

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// record says what a settings file was before hooks were added, so that removing them restores it.
type record struct {
	Path string `json:"path"`
	// After are the digests of the file with hooks: one of them shows that nobody else has changed it since.
	After []string `json:"after"`
	// Existed says whether there was a file; Original is its text.
	Existed  bool   `json:"existed"`
	Original []byte `json:"original"`
	// Folders are those that were created for the file, the outermost first.
	Folders []string `json:"folders,omitempty"`
	// Backup is the copy of the file, "" for none.
	Backup string `json:"backup,omitempty"`
}

// describes reports whether a file is as init left it.
func (r *record) describes(now content) bool {
	return r != nil && now.exists && slices.Contains(r.After, digest(now.text))
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// records is the folder of the records in the home of the user, "" for none. A project has none: its folder may come from elsewhere.
type records string

// maxRecord is the largest record that is read, in bytes: one of the largest settings, encoded.
const maxRecord = 2 * maxSize

// parentMark shows in the folder of the records that its parent folder was created with it.
const parentMark = "created-parent"

// file returns the record of an agent's settings file.
func (r records) file(a agent.Agent, path string) string {
	return filepath.Join(string(r), a.Short+"-"+digest([]byte(path))[:32]+".record")
}

// load returns the record of a settings file, nil if there is none that can be read.
func (r records) load(a agent.Agent, path string) *record {
	if r == "" {
		return nil
	}
	stored, err := readFile(r.file(a, path), maxRecord)
	if err != nil || !stored.exists {
		return nil
	}
	var loaded record
	if json.Unmarshal(stored.text, &loaded) != nil || loaded.Path != path {
		return nil
	}
	return &loaded
}

// save stores a record. Only the user can read it, because settings may contain secrets.
func (r records) save(a agent.Agent, it record) error {
	if r == "" {
		return nil
	}
	created, err := createFolder(string(r), 0o700)
	if err != nil {
		return err
	}
	if len(created) > 1 {
		if err := os.WriteFile(filepath.Join(string(r), parentMark), nil, 0o600); err != nil {
			return err
		}
	}
	text, err := json.Marshal(it)
	if err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return replace(r.file(a, it.Path), text, "")
}

// remove removes a record, and the folders of the records when they are empty.
func (r records) remove(a agent.Agent, path string) {
	if r == "" || os.Remove(r.file(a, path)) != nil {
		return
	}
	entries, err := os.ReadDir(string(r))
	if err != nil || len(entries) > 1 || len(entries) == 1 && entries[0].Name() != parentMark {
		return
	}
	isOurs := len(entries) == 1
	os.Remove(filepath.Join(string(r), parentMark)) //nolint:errcheck // an empty folder does no harm
	if os.Remove(string(r)) == nil && isOurs {
		os.Remove(filepath.Dir(string(r))) //nolint:errcheck // an empty folder does no harm
	}
}
