package mock

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// Header names the recording with which to respond. The parameter "golden" of the query does the same where a header cannot be sent.
const Header = "X-Golden"

const parameter = "golden"

// Options configure a mock.
type Options struct {
	Document   *openapi.Document
	Recordings []Recording
	Logger     *slog.Logger
	// AllowHosts are the host names, other than loopback, that requests may use.
	AllowHosts []string
	// AllowOrigins are the origins whose pages may read responses.
	AllowOrigins []string
	// Token, if set, is the bearer token that clients must send.
	Token string
}

// New returns a handler that responds to valid requests as recorded, and refuses others as a server does. It keeps nothing.
func New(o Options) (http.Handler, error) {
	m := mock{cases: map[string][]Recording{}}
	for _, r := range o.Recordings {
		id := strings.ToLower(r.Operation())
		m.cases[id] = append(m.cases[id], r)
	}
	site, err := server.New(server.Options{
		Document: o.Document, Logger: o.Logger, Now: time.Now, AllowHosts: o.AllowHosts, AllowOrigins: o.AllowOrigins, Token: o.Token,
		Middleware: []api.StrictMiddlewareFunc{m.respond},
	})
	if err != nil {
		return nil, err
	}
	return selected(site), nil
}

// mock has the recordings of each operation, by its id in lower case: the names in generated code differ from it in case.
type mock struct{ cases map[string][]Recording }

// respond takes the place of the handler of an operation.
func (m mock) respond(_ api.StrictHandlerFunc, operation string) api.StrictHandlerFunc {
	cases := m.cases[strings.ToLower(operation)]
	return func(_ context.Context, w http.ResponseWriter, r *http.Request, _ any) (any, error) {
		body, err := sent(r)
		if err != nil {
			return nil, err
		}
		recorded, err := choose(cases, r.Header.Get(Header), r, body)
		if err != nil {
			return nil, err
		}
		for name, value := range recorded.Response.Header {
			w.Header().Set(name, value)
		}
		w.Header().Set(Header, recorded.Name())
		w.WriteHeader(recorded.Response.Status)
		if content := recorded.Response.Content(); len(content) > 0 { // some statuses permit no body
			_, err = w.Write(content)
		}
		return nil, err
	}
}

// sent returns the body of a request, which generated code has read already.
func sent(r *http.Request) ([]byte, error) {
	if again, ok := r.Body.(io.Seeker); ok {
		if _, err := again.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	return io.ReadAll(r.Body)
}

// selected keeps what a client asked for, and passes the name of a recording in the query on as a header.
func selected(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := *r.URL
		if values := target.Query(); values.Has(parameter) {
			r.Header.Set(Header, values.Get(parameter))
			values.Del(parameter)
			target.RawQuery = values.Encode()
		}
		r = r.WithContext(context.WithValue(r.Context(), asAsked{}, &target))
		changing := target
		r.URL = &changing
		next.ServeHTTP(w, r)
	})
}
