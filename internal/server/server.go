package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// DefaultMaxBody is the default size limit of request bodies, in bytes.
const DefaultMaxBody = 1 << 20

// Options configure a server.
type Options struct {
	// API implements the operations.
	API api.StrictServerInterface
	// Middleware runs around each operation, after validation.
	Middleware []api.StrictMiddlewareFunc
	// Document describes the operations.
	Document *openapi.Document
	// Cache stores responses. nil disables caching.
	Cache *cache.Responses
	// Metrics counts requests.
	Metrics *Metrics
	Logger  *slog.Logger
	Now     func() time.Time
	// AllowHosts are the host names, other than loopback, that requests may use.
	AllowHosts []string
	// AllowOrigins are the origins whose pages may read responses.
	AllowOrigins []string
	// Token, if set, is the bearer token that clients must send.
	Token string
	// Tokens recognises the tokens of people. nil knows none.
	Tokens Tokens
	// RequireToken refuses requests without a token also where Token is not set.
	RequireToken bool
	// MaxBody is the size limit of request bodies. The default is DefaultMaxBody.
	MaxBody int64
	// Patience is how long a client may take to read a part of a response. The default is 30 s.
	Patience time.Duration
}

// Server serves HTTP requests.
type Server struct {
	http.Handler
	// Mux has the routes.
	Mux *http.ServeMux
}

// server is what the middleware shares.
type server struct {
	logger       *slog.Logger
	now          func() time.Time
	allowHosts   []string
	allowOrigins []string
	token        string
	tokens       Tokens
	requireToken bool
	maxBody      int64
	patience     time.Duration
	statuses     map[apperr.Code]int
	cache        *cache.Responses
	metrics      *Metrics
	smallBodies  *bodyBudget
	largeBodies  *bodyBudget
	answers      *answerBudget
	// decoding has room for the large bodies that are decompressed and decoded now.
	decoding chan struct{}
}

// New builds the mux and the middleware around it. It returns an error where the API and the document do not have the same
// operations.
func New(o Options) (*Server, error) {
	s := &server{
		logger: o.Logger, now: o.Now, allowHosts: o.AllowHosts, allowOrigins: o.AllowOrigins, token: o.Token, tokens: o.Tokens, requireToken: o.RequireToken,
		maxBody: cmp.Or(o.MaxBody, DefaultMaxBody), patience: cmp.Or(o.Patience, defaultPatience), statuses: statuses(), cache: o.Cache, metrics: o.Metrics,
		smallBodies: newBodyBudget(smallReading, smallWorking), largeBodies: newBodyBudget(largeReading, largeWorking),
		answers:  newAnswerBudget(),
		decoding: make(chan struct{}, largeAtOnce),
	}
	router, err := newRouter(s, o.Document)
	if err != nil {
		return nil, err
	}
	strict := api.NewStrictHandlerWithOptions(o.API, o.Middleware, api.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  s.requestError,
		ResponseErrorHandlerFunc: s.writeError,
	})
	api.HandlerWithOptions(strict, api.StdHTTPServerOptions{BaseRouter: router, ErrorHandlerFunc: s.requestError})
	if err := router.complete(); err != nil {
		return nil, err
	}
	return &Server{Handler: s.chain(router), Mux: router.mux}, nil
}

// chain wraps the mux with the middleware for all requests, the outermost first.
func (s *server) chain(mux http.Handler) http.Handler {
	handler := s.guardHost(s.guardOrigin(mux))
	handler = s.recoverPanics(handler)
	handler = s.accessLog(handler)
	handler = securityHeaders(handler)
	handler = s.endStalled(handler)
	return newRequestIDs().handler(handler)
}

// securityHeaders sets the security headers of every response.
func securityHeaders(next http.Handler) http.Handler {
	noSniff, noReferrer := []string{"nosniff"}, []string{"no-referrer"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["X-Content-Type-Options"] = noSniff
		header["Referrer-Policy"] = noReferrer
		next.ServeHTTP(w, r)
	})
}

// Limits on the duration and size of requests. Responses have no time limit: exports run as long as a client reads them.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// HTTP returns an http.Server that serves handler within those limits.
func HTTP(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}

// Listen opens the address. Its error is a sentence for the user.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err == nil {
		return listener, nil
	}
	var opErr *net.OpError
	if errors.As(err, &opErr) {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --addr", addr, opErr.Err)
	}
	return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
}
