package server

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/klauspost/compress/gzhttp"

	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// router is the mux with which the generated code registers its routes. It finds the operation of each route in the document at
// registration, so that no request has to look up a route twice.
type router struct {
	*server
	mux *http.ServeMux
	// compress compresses files and pages that are not cached. The cache compresses its responses itself.
	compress func(http.Handler) http.HandlerFunc
	document *openapi.Document
	known    map[string]bool
	unknown  []string
}

func newRouter(s *server, d *openapi.Document) (*router, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("create the page compressor: %w", err)
	}
	return &router{server: s, mux: http.NewServeMux(), compress: compress, document: d, known: map[string]bool{}}, nil
}

// HandleFunc registers a generated handler with the middleware of its operation.
func (r *router) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	route := strings.TrimSuffix(pattern, "{$}") // with which the mux distinguishes the root from all paths
	op, ok := r.document.Operation(route)
	if !ok {
		r.unknown = append(r.unknown, pattern)
		return
	}
	r.known[op.ID] = true
	r.mux.Handle(pattern, r.around(op, http.HandlerFunc(handler)))
}

// around wraps a handler with the middleware of its operation, the outermost first: metrics, authorization, limit on the body,
// cache or compression, validation, room for the response.
func (r *router) around(op *openapi.Operation, handler http.Handler) http.Handler {
	handler = r.validate(op, r.bound(op, handler))
	switch {
	case op.Cached && r.cache != nil:
		handler = r.cache.Handler(cache.Operation{
			ID: op.ID, TTL: op.CacheTTL, TTLs: op.ParameterTTLs, Parameters: op.QueryParameters(), Headers: op.HeaderParameters(),
			Refuse: r.tooManyAnswers,
		}, handler)
	case op.Page:
		handler = r.compress(handler)
	}
	switch {
	case op.Telemetry:
		handler = r.telemetry(handler)
	case op.LargeBody:
		handler = r.largeBody(handler)
	default:
		handler = r.limitBody(handler)
	}
	if !op.Public {
		handler = r.authorize(op, handler)
	}
	if op.ProblemPage {
		handler = problemPages(handler)
	}
	if !op.Since.IsZero() {
		handler = announce(op.Deprecation, handler)
	}
	if r.metrics != nil && !op.Stream { // the duration of a stream is meaningless
		handler = r.metrics.around(op.ID, handler)
	}
	return handler
}

// complete checks that the routes and the document have the same operations.
func (r *router) complete() error {
	if len(r.unknown) > 0 {
		return fmt.Errorf("routes missing from the document: %s", strings.Join(r.unknown, ", "))
	}
	for _, op := range r.document.Operations() {
		if !r.known[op.ID] {
			return fmt.Errorf("operation %s of the document has no route", op.ID)
		}
	}
	return nil
}

// ServeHTTP routes a request. Where the mux itself would respond in plain text or redirect, it responds with a problem.
func (r *router) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	escaped := request.URL.EscapedPath()
	if !strings.HasPrefix(escaped, "/") || (escaped != "/" && path.Clean(escaped) != escaped) {
		problemPages(http.HandlerFunc(r.notFound)).ServeHTTP(w, request)
		return
	}
	if _, pattern := r.mux.Handler(request); pattern == "" {
		problemPages(http.HandlerFunc(r.unrouted)).ServeHTTP(w, request)
		return
	}
	r.mux.ServeHTTP(w, request)
}

// unrouted responds with 404 for an unknown path, or 405 for a method that the path does not support.
func (r *router) unrouted(w http.ResponseWriter, request *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := request.Clone(request.Context())
		other.Method = method
		if _, pattern := r.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		r.notFound(w, request)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, http.StatusMethodNotAllowed, fmt.Sprintf("%s allows only %s.", request.URL.Path, strings.Join(allowed, ", ")), nil)
}

func (r *router) notFound(w http.ResponseWriter, request *http.Request) {
	writeProblem(w, http.StatusNotFound, fmt.Sprintf("There is nothing at %s. See /docs for all paths.", request.URL.Path), nil)
}
