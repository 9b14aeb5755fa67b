package transcript

import "hash/fnv"

// maxSeen bounds the entries of each map in Seen, which is about 40 MB in all.
const maxSeen = 500_000

// Seen holds, over all files of a run, which session each record belongs to: a session that is resumed or forked repeats earlier
// records under the same ids. It keeps hashes instead of ids, and drops all of them when it is full.
type Seen struct {
	records  map[uint64]uint64
	requests map[uint64]uint64
}

// NewSeen returns an empty Seen.
func NewSeen() *Seen { return &Seen{records: map[uint64]uint64{}, requests: map[uint64]uint64{}} }

// RepeatedRecord reports whether a record belongs to another session already. The first session to name a record owns it.
func (s *Seen) RepeatedRecord(record, session string) bool {
	return record != "" && ownedByAnother(s.records, record, session)
}

// RepeatedMessage reports whether a message belongs to another request already.
func (s *Seen) RepeatedMessage(message, request string) bool {
	return ownedByAnother(s.requests, message, request)
}

// ownedByAnother reports whether key has another owner, and makes owner its owner where it has none.
func ownedByAnother(m map[uint64]uint64, key, owner string) bool {
	k, o := Hash(key), Hash(owner)
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

// Hash returns a hash of text that is the same in each run.
func Hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text)) //nolint:errcheck // a hash never fails
	return h.Sum64()
}
