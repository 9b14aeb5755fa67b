package transcript

import (
	"bytes"
	"hash/fnv"
)

// maxSeen bounds what Seen remembers, to about 40 MB.
const maxSeen = 500_000

// Seen remembers, over all files of a run, which records belong to which session: sessions that are resumed or forked repeat what
// was before, with the same ids. It keeps hashes, not ids, and forgets all when it is full.
type Seen struct {
	records  map[uint64]uint64
	requests map[uint64]uint64
}

// NewSeen returns a memory of nothing.
func NewSeen() *Seen { return &Seen{records: map[uint64]uint64{}, requests: map[uint64]uint64{}} }

// repeated reports whether another session had the record before.
func (s *Seen) repeated(record, session string) bool {
	return record != "" && other(s.records, record, session)
}

// replayed reports whether a message belongs to another request already.
func (s *Seen) replayed(message, request string) bool { return other(s.requests, message, request) }

// other reports whether key belongs to another owner, and gives it to this one if it belongs to nobody.
func other(m map[uint64]uint64, key, owner string) bool {
	k, o := hash(key), hash(owner)
	known, ok := m[k]
	if !ok {
		if len(m) >= maxSeen {
			clear(m)
		}
		m[k] = o
		return false
	}
	return known != o
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text)) //nolint:errcheck // a hash never fails
	return h.Sum64()
}

// Remember notes which session a line belongs to, and reads nothing else of it.
func (s *Seen) Remember(line []byte) {
	whole, ok := parseObject(line)
	if !ok {
		return
	}
	if record, session := idText(whole.Get("uuid")), idText(whole.Get("sessionId")); session != "" {
		s.repeated(record, session)
	}
}

// FirstRecord returns the id of the first record of Claude Code at the beginning of a file, "" where there is none.
func FirstRecord(beginning []byte) string {
	for len(beginning) > 0 {
		line, rest, _ := bytes.Cut(beginning, []byte("\n"))
		beginning = rest
		if whole, ok := parseObject(line); ok {
			if id := idText(whole.Get("uuid")); id != "" {
				return id
			}
		}
	}
	return ""
}
