package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// choose returns the recording for a request of an operation: the one that is named; else the one of the same request; else the first one of a
// success. cases are those of the operation.
func choose(cases []Recording, name string, r *http.Request, body []byte) (Recording, error) {
	if name != "" {
		return named(cases, name)
	}
	for _, c := range cases {
		if c.isOrdinary() && c.isOf(r, body) {
			return c, nil
		}
	}
	for _, c := range cases {
		if c.isSuccess() {
			return c, nil
		}
	}
	return Recording{}, apperr.NotFound(fmt.Sprintf("No response of %s %s is recorded.", r.Method, r.URL.Path))
}

func named(cases []Recording, name string) (Recording, error) {
	var names []string
	for _, c := range cases {
		if c.Name() == name {
			return c, nil
		}
		names = append(names, c.Name())
	}
	return Recording{}, apperr.InvalidFields(apperr.Field{
		Location: []string{"header", Header}, Message: "value is not one of " + strings.Join(names, ", "), Type: "type_error.enum",
	})
}

// isOf reports whether a recording is of the same path, query, headers and body as a request.
func (r Recording) isOf(request *http.Request, body []byte) bool {
	if r.Request.Text != "" || r.Request.Method != request.Method || r.target.Path != request.URL.Path || query(r.target) != query(asked(request)) {
		return false
	}
	for name, value := range r.Request.Header {
		if request.Header.Get(name) != value {
			return false
		}
	}
	if r.body == nil {
		return len(body) == 0
	}
	var sent any
	return json.Unmarshal(body, &sent) == nil && reflect.DeepEqual(sent, r.body)
}

// asked returns the URL as a client asked for it: validation adds defaults to that of the request.
func asked(r *http.Request) *url.URL {
	if u, ok := r.Context().Value(asAsked{}).(*url.URL); ok {
		return u
	}
	return r.URL
}

// asAsked is the key of that URL in the context of a request.
type asAsked struct{}

// query returns the parameters of a URL in one order, without empty ones.
func query(u *url.URL) string {
	values := u.Query()
	for name := range values {
		if values.Get(name) == "" {
			values.Del(name)
		}
	}
	return values.Encode()
}
