package server

import (
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

// DefaultMaxBody is the largest request body that is read, in bytes.
const DefaultMaxBody = 1 << 20

// Options says what a server stands on and whom it answers.
type Options struct {
	// API answers the operations.
	API api.StrictServerInterface
	// Middleware runs around each operation, inside validation.
	Middleware []api.StrictMiddlewareFunc
	// Document names the operations and says what each needs.
	Document *openapi.Document
	// Cache keeps answers; nil leaves all uncached.
	Cache *cache.Responses
	// Metrics counts requests.
	Metrics *Metrics
	Logger  *slog.Logger
	Now     func() time.Time
	// AllowHosts are the names beside loopback that a Host may have.
	AllowHosts []string
	// AllowOrigins are the origins whose pages may read answers.
	AllowOrigins []string
	// Token, if set, is the bearer token that clients must send.
	Token string
	// MaxBody is the largest request body that is read; default DefaultMaxBody.
	MaxBody int64
}

// Server answers HTTP requests.
type Server struct {
	http.Handler
	routes []string
}

// Routes returns "METHOD /path" of every route, in the order of registration.
func (s *Server) Routes() []string { return s.routes }

// server is what the middleware shares.
type server struct {
	logger       *slog.Logger
	now          func() time.Time
	allowHosts   []string
	allowOrigins []string
	token        string
	maxBody      int64
	statuses     map[apperr.Code]int
	cache        *cache.Responses
	metrics      *Metrics
}

// New builds the mux and the chain around it. It fails when the API and the document do not have the same operations.
func New(o Options) (*Server, error) {
	s := &server{
		logger: o.Logger, now: o.Now, allowHosts: o.AllowHosts, allowOrigins: o.AllowOrigins, token: o.Token,
		maxBody: o.MaxBody, statuses: statuses(), cache: o.Cache, metrics: o.Metrics,
	}
	if s.maxBody == 0 {
		s.maxBody = DefaultMaxBody
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
	return &Server{Handler: s.chain(router), routes: router.routes}, nil
}

// chain lists what each request passes, outermost first.
func (s *server) chain(mux http.Handler) http.Handler {
	handler := s.guardHost(s.guardOrigin(mux))
	handler = s.recoverPanics(handler)
	handler = s.accessLog(handler)
	handler = securityHeaders(handler)
	return newRequestIDs().handler(handler)
}

// securityHeaders sets what holds for every answer.
func securityHeaders(next http.Handler) http.Handler {
	noSniff, noReferrer := []string{"nosniff"}, []string{"no-referrer"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["X-Content-Type-Options"] = noSniff
		header["Referrer-Policy"] = noReferrer
		next.ServeHTTP(w, r)
	})
}

// Limits on the time and size of what clients send. Answers have no time limit of their own:
// exports run as long as they need.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// HTTP returns the http.Server that serves handler within those limits.
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

// Listen opens the address; its error is a sentence for the operator.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err == nil {
		return listener, nil
	}
	var opErr *net.OpError
	if errors.As(err, &opErr) {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another with --addr", addr, opErr.Err)
	}
	return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
}
