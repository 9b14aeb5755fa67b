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
	// TTL is how long its answers are good at most; 0 means that they are not kept.
	TTL time.Duration
	// Parameters are the query parameters that its answers may depend on.
	Parameters []string
}

// key names the answer of a request: the path and those parameters that the operation knows,
// sorted, empty ones left out. Others must not multiply entries.
func (o Operation) key(r *http.Request) string {
	path := r.URL.EscapedPath()
	if r.URL.RawQuery == "" {
		return path
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return path + "?" + r.URL.RawQuery // a failure, and never the key of what can be read
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
