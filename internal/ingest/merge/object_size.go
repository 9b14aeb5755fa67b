package merge

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// maxObject is the size in bytes of the largest object that is stored: as large as one request can make it. Reports of the same event add
// members to its context, and would otherwise add them without an end.
const maxObject = 1 << 20

// isKept reports whether the merge rules read a member. Such members are kept whatever the size of the others.
func isKept(name string) bool {
	switch name {
	case ingest.EndedMember, ingest.StoppedMember, "model", "cwd", "title", titleByMember, omittedFrom:
		return true
	default:
		return false
	}
}

// omittedFrom is the member that says from which name on the members of an object are left out, in the order of their names.
const omittedFrom = "omitted_from"

// bound removes members of an object that is too large. In the order of their names, it keeps them up to the first with which the object
// would be too large. That name is stored, and no later report adds it or one after it. What is kept therefore does not depend on the order
// of the reports.
func (o *object) bound() {
	limit := o.text(omittedFrom)
	size := 0
	for _, name := range slices.Sorted(maps.Keys(o.members)) {
		if isKept(name) {
			continue
		}
		if size += memberSize(name, o.members[name]); size > maxObject && (limit == "" || name < limit) {
			limit = name
		}
		if limit != "" && name >= limit {
			delete(o.members, name)
		}
	}
	if limit != "" {
		o.members[omittedFrom] = quote(limit)
	}
}

// memberSize returns the number of bytes that a member takes in the encoded object.
func memberSize(name string, value json.RawMessage) int { return len(name) + len(value) + len(`"":,`) }
