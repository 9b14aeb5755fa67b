package cache

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Operation is what the cache knows of an operation.
type Operation struct {
	ID string
	// TTL is the longest time for which its responses are valid. 0 means that they are not stored.
	TTL time.Duration
	// Parameters are the query parameters on which its responses may depend, Headers the headers.
	Parameters, Headers []string
	// TTLs are shorter times for requests that send one of these parameters.
	TTLs map[string]time.Duration
	// Refuse responds that too many clients get large responses.
	Refuse http.HandlerFunc
}

// wanted is the response that a request wants: its key, and for how long it may be stored.
type wanted struct {
	key string
	ttl time.Duration
}

// wanted returns what a request wants. The key consists of the path, of the known parameters, sorted and without empty ones, and of the
// headers. Unknown parameters are left out, so that they cannot multiply entries.
func (o Operation) wanted(r *http.Request) wanted {
	w := wanted{r.URL.EscapedPath(), o.TTL}
	if r.URL.RawQuery != "" {
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil { // an invalid query fails validation and is never stored
			return wanted{w.key + "?" + r.URL.RawQuery, o.TTL}
		}
		o.normalize(query)
		w = wanted{joinKey(w.key, "?", query), o.ttl(query)}
	}
	w.key = joinKey(w.key, "#", o.headers(r)) // neither a path nor a query contains #
	return w
}

// normalize removes unknown and empty parameters from a query.
func (o Operation) normalize(query url.Values) {
	for name, values := range query {
		values = slices.DeleteFunc(values, func(value string) bool { return value == "" })
		if len(values) == 0 || !slices.Contains(o.Parameters, name) {
			delete(query, name)
			continue
		}
		query[name] = values
	}
}

// ttl returns how long the response to a normalized query may be stored.
func (o Operation) ttl(query url.Values) time.Duration {
	ttl := o.TTL
	for name, shorter := range o.TTLs {
		if query.Has(name) {
			ttl = min(ttl, shorter)
		}
	}
	return ttl
}

// headers returns the headers of a request on which the response may depend, nil where it has none of them.
func (o Operation) headers(r *http.Request) url.Values {
	var found url.Values
	for _, name := range o.Headers {
		if values := r.Header.Values(name); len(values) > 0 {
			if found == nil {
				found = url.Values{}
			}
			found[name] = values
		}
	}
	return found
}

// joinKey adds values to a key after a mark, sorted by name.
func joinKey(key, mark string, values url.Values) string {
	if len(values) == 0 {
		return key
	}
	return key + mark + values.Encode()
}
