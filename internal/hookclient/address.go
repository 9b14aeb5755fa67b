package hookclient

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

// Address is the URL of a server, and the token that it requires.
type Address struct {
	URL   string `json:"url"`
	Token string `json:"token,omitempty"`
}

// addressFile is the file in the local folder of a database in which its server publishes its address.
const addressFile = "server"

// PublishAddress writes the address of a database's server into a file that only its user may read. The returned function removes it,
// unless another server has replaced it.
func PublishAddress(db string, address Address) (withdraw func(), err error) {
	text, err := json.Marshal(address)
	if err != nil {
		return nil, fmt.Errorf("publish the address of the server: %w", err)
	}
	f, err := createFolder(db)
	if err != nil {
		return nil, fmt.Errorf("publish the address of the server: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	if err := f.write(addressFile, text); err != nil {
		return nil, fmt.Errorf("publish the address of the server: %w", err)
	}
	return func() { withdrawAddress(db, string(text)) }, nil
}

func withdrawAddress(db, text string) {
	f, err := openFolder(db)
	if err != nil {
		return
	}
	if now, _, err := f.read(addressFile, maxAddress); err == nil && string(now) == text {
		f.Remove(addressFile) //nolint:errcheck // a hook finds that no server answers
	}
	f.Close() //nolint:errcheck // as above
	removeFolder(db)
}

// maxAddress is the size in bytes of the largest file that is read as an address.
const maxAddress = 64 << 10

// ReadAddress returns the published address of a database's server, and false if there is none. The folder of a project may come from a
// stranger, and a file in it must not send what an agent does elsewhere: only an address of this machine counts, in a file that only its
// user may read, in a folder that only its user may change. Who listens there still has to prove that it is the server.
func ReadAddress(db string) (Address, bool) {
	f, err := openFolder(db)
	if err != nil {
		return Address{}, false
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	text, info, err := f.read(addressFile, maxAddress)
	if err != nil || isReadableByOthers(info) {
		return Address{}, false
	}
	var address Address
	if json.Unmarshal(text, &address) != nil || !isLocalURL(address.URL) {
		return Address{}, false
	}
	return address, true
}

// isLocalURL reports whether a URL consists of http, a loopback host and a port, and nothing else.
func isLocalURL(text string) bool {
	target, err := url.Parse(text)
	if err != nil || target.Port() == "" || !config.IsLoopback(target.Hostname()) {
		return false
	}
	return text == "http://"+target.Host
}
