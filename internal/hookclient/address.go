package hookclient

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

// Address is where a server answers, and what it asks for.
type Address struct {
	URL   string `json:"url"`
	Token string `json:"token,omitempty"`
}

// addressFile returns where the server of a database says where it answers.
func addressFile(db string) string { return filepath.Join(folderOf(db), "server") }

// Announce writes where the server of a database answers, for its user alone to read. The returned function takes it back, unless
// another server has taken its place.
func Announce(db string, address Address) (withdraw func(), err error) {
	text, err := json.Marshal(address)
	if err != nil {
		return nil, fmt.Errorf("write down the address of the server: %w", err)
	}
	path := addressFile(db)
	if err := makeFolder(folderOf(db)); err != nil {
		return nil, err
	}
	if err := writeFile(path, text); err != nil {
		return nil, fmt.Errorf("write down the address of the server: %w", err)
	}
	return func() {
		if now, err := os.ReadFile(path); err == nil && string(now) == string(text) {
			os.Remove(path) //nolint:errcheck // a hook finds that nobody answers
		}
		removeFolder(folderOf(db))
	}, nil
}

// maxAddress is the size of the largest file that is taken for an address.
const maxAddress = 64 << 10

// ReadAddress returns where the server of a database answers, and false if none is known. Folders of projects come from anywhere, and
// a file in one must not send what an agent does to another machine: only this one is believed, from a file that its user alone may read.
func ReadAddress(db string) (Address, bool) {
	info, err := os.Lstat(addressFile(db))
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 || info.Size() > maxAddress {
		return Address{}, false
	}
	text, err := os.ReadFile(addressFile(db))
	if err != nil {
		return Address{}, false
	}
	var address Address
	if json.Unmarshal(text, &address) != nil {
		return Address{}, false
	}
	target, err := url.Parse(address.URL)
	if err != nil || target.Scheme != "http" || !config.IsLoopback(target.Hostname()) {
		return Address{}, false
	}
	return address, true
}
