package hookclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Destination is the server of a team, to which this machine sends what its agents do.
type Destination struct {
	// Server is its address.
	Server string `json:"server"`
	// TokenFile is the absolute path of the file with the token that the server knows this machine by.
	TokenFile string `json:"token_file,omitempty"`
	// Content is the level of content that leaves this machine.
	Content string `json:"content,omitempty"`
}

const (
	destinationFile = "destination.json"
	maxDestination  = 64 << 10
)

// ReadDestination returns the destination that a state folder names, and false where it names none. A folder that others can write to is not believed.
func ReadDestination(state string) (Destination, bool, error) {
	f, err := openPrivate(state)
	if errors.Is(err, fs.ErrNotExist) {
		return Destination{}, false, nil
	}
	if err != nil {
		return Destination{}, false, fmt.Errorf("read to which server this machine sends: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	text, _, err := f.read(destinationFile, maxDestination)
	if errors.Is(err, fs.ErrNotExist) {
		return Destination{}, false, nil
	}
	var d Destination
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil {
		return Destination{}, false, fmt.Errorf("read to which server this machine sends: %s: %w", filepath.Join(state, destinationFile), err)
	}
	return d, true, nil
}

// WriteDestination names the destination in a state folder, which it creates where it does not exist.
func WriteDestination(state string, d Destination) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err == nil {
		err = os.MkdirAll(state, 0o700)
	}
	if err != nil {
		return fmt.Errorf("keep to which server this machine sends: %w", err)
	}
	f, err := openPrivate(state)
	if err != nil {
		return fmt.Errorf("keep to which server this machine sends: %w", err)
	}
	defer f.Close() //nolint:errcheck // what is written is closed
	if err := f.write(destinationFile, append(text, '\n')); err != nil {
		return fmt.Errorf("keep to which server this machine sends: %w", err)
	}
	return nil
}

// RemoveDestination has a machine keep again what its agents do. It reports whether there was a destination.
func RemoveDestination(state string) (bool, error) {
	err := os.Remove(filepath.Join(state, destinationFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("forget to which server this machine sends: %w", err)
	}
	return true, nil
}

// NewOutbox returns the spool of the payloads that wait to be sent to the destination.
func NewOutbox(state string) Spool { return NewSpool(filepath.Join(state, "outbox")) }
