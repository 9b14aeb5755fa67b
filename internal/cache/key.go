package cache

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Operation is what the cache knows of an operation.
type Operation struct {
	ID string
	// TTL is the longest time for which its responses are valid. 0 means that they are not stored.
	TTL time.Duration
	// Parameters are the query parameters on which its responses may depend.
	Parameters []string
}

// key returns the key of a request's response: the path and the known parameters, sorted and without empty ones. Unknown parameters
// are left out, so that they cannot multiply entries.
func (o Operation) key(r *http.Request) string {
	path := r.URL.EscapedPath()
	if r.URL.RawQuery == "" {
		return path
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return path + "?" + r.URL.RawQuery // an invalid query fails validation and is never stored
	}
	for name, values := range query {
		if !slices.Contains(o.Parameters, name) {
			delete(query, name)
			continue
		}
		query[name] = slices.DeleteFunc(values, func(value string) bool { return value == "" })
	}
	return joinKey(path, query)
}

func joinKey(path string, query url.Values) string {
	encoded := query.Encode() // sorts by name
	if encoded == "" {
		return path
	}
	var key strings.Builder
	key.Grow(len(path) + 1 + len(encoded))
	key.WriteString(path)
	key.WriteByte('?')
	key.WriteString(encoded)
	return key.String()
}
