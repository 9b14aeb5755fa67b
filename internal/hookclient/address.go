package hookclient

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

// Address is the URL of a server, and the token that it requires.
type Address struct {
	URL   string `json:"url"`
	Token string `json:"token,omitempty"`
}

// addressFile returns the file in which the server of a database publishes its address.
func addressFile(db string) string { return filepath.Join(localFolder(db), "server") }

// PublishAddress writes the address of a database's server into a file that only its user may read. The returned function removes it,
// unless another server has replaced it.
func PublishAddress(db string, address Address) (withdraw func(), err error) {
	text, err := json.Marshal(address)
	if err != nil {
		return nil, fmt.Errorf("publish the address of the server: %w", err)
	}
	path := addressFile(db)
	if err := createFolder(localFolder(db)); err != nil {
		return nil, err
	}
	if err := writeFile(path, text); err != nil {
		return nil, fmt.Errorf("publish the address of the server: %w", err)
	}
	return func() {
		if now, err := os.ReadFile(path); err == nil && string(now) == string(text) {
			os.Remove(path) //nolint:errcheck // a hook finds that no server answers
		}
		removeFolder(localFolder(db))
	}, nil
}

// maxAddress is the size in bytes of the largest file that is read as an address.
const maxAddress = 64 << 10

// ReadAddress returns the published address of a database's server, and false if there is none. The folder of a project may come from a
// stranger, and a file in it must not send what an agent does to another machine: only an address of this machine counts, in a file that
// only its user may read.
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
