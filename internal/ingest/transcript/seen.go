package transcript

import "hash/fnv"

// maxSeen bounds the entries of each map in Seen, which is about 40 MB in all.
const maxSeen = 500_000

// Seen holds, over all files of a run, which session each record belongs to: a session that is resumed or forked repeats earlier
// records under the same ids. It keeps hashes instead of ids, and drops all of them when it is full.
type Seen struct {
	records  map[uint64]uint64
	requests map[uint64]uint64
	// owners are the names of the owners of records, by their hashes.
	owners map[uint64]string
	// titles are the titles of sessions of which only a record is known that was not read yet, by the hash of that record.
	titles map[uint64]string
}

// NewSeen returns an empty Seen.
func NewSeen() *Seen {
	return &Seen{records: map[uint64]uint64{}, requests: map[uint64]uint64{}, owners: map[uint64]string{}, titles: map[uint64]string{}}
}

// Owner returns to whom a record belongs: the first that names it owns it. owner is who names it now, "" to ask alone; the result is "" where
// nobody owns it.
func (s *Seen) Owner(record, owner string) string {
	if record == "" {
		return owner
	}
	known, ok := s.records[Hash(record)]
	if ok {
		return s.owners[known]
	}
	if owner == "" {
		return ""
	}
	if len(s.records) >= maxSeen {
		clear(s.records)
		clear(s.owners)
	}
	hash := Hash(owner)
	s.records[Hash(record)], s.owners[hash] = hash, owner
	return owner
}

// RepeatedMessage reports whether a message belongs to another request already.
func (s *Seen) RepeatedMessage(message, request string) bool {
	key, owner := Hash(message), Hash(request)
	known, ok := s.requests[key]
	if !ok {
		if len(s.requests) >= maxSeen {
			clear(s.requests)
		}
		s.requests[key] = owner
		return false
	}
	return known != owner
}

// AwaitTitle keeps the title of the session to which a record belongs until that record is read.
func (s *Seen) AwaitTitle(record, title string) {
	if len(s.titles) < maxTitles {
		s.titles[Hash(record)] = title
	}
}

// maxTitles is how many titles are kept.
const maxTitles = 10_000

// TitleFor returns the title that was kept for a record, "" for none, and forgets it.
func (s *Seen) TitleFor(record string) string {
	if len(s.titles) == 0 || record == "" {
		return ""
	}
	hash := Hash(record)
	title := s.titles[hash]
	delete(s.titles, hash)
	return title
}

// Hash returns a hash of text that is the same in each run.
func Hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text)) //nolint:errcheck // a hash never fails
	return h.Sum64()
}
