package hookclient

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// Contents describes a spool.
type Contents struct {
	// Waiting and Refused are the payloads that wait, and those that no server accepts, oldest first, without their content.
	Waiting, Refused []Listed
}

// Listed is a payload in a spool.
type Listed struct {
	Payload
	// Problem says why it cannot be read, or why it is refused; "" where that is not known.
	Problem string
}

// List returns what is in the spool.
func (s Spool) List() (Contents, error) {
	var contents Contents
	f, entries, err := s.open()
	if err != nil || f.Root == nil {
		return contents, err
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	for _, entry := range entries {
		if payload, ok := parseName(entry, waiting); ok {
			contents.Waiting = append(contents.Waiting, f.describe(payload, false))
		}
		if payload, ok := parseName(entry, refused); ok {
			contents.Refused = append(contents.Refused, f.describe(payload, true))
		}
	}
	return contents, nil
}

// describe finds out what is wrong with a payload.
func (f folder) describe(p Payload, isRefused bool) Listed {
	content, _, err := f.read(p.Name, hook.MaxPayload)
	if err == nil && isRefused {
		_, err = hook.Observe(p.Sender, content, p.At)
	}
	if err != nil {
		return Listed{p, err.Error()}
	}
	return Listed{p, ""}
}
