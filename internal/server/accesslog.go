package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// accessLog logs one line for each request: failures of the server at level Warn, others at Debug, also those of which writeError says why
// the request could not be served. The line contains the path, but
// never the values of parameters.
func (s *server) accessLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.now()
		tracked := &tracker{ResponseWriter: w}
		defer func() {
			level := slog.LevelDebug
			if tracked.status >= http.StatusInternalServerError && tracked.status != http.StatusServiceUnavailable {
				level = slog.LevelWarn
			}
			if s.logger.Enabled(context.Background(), level) {
				s.logLine(level, tracked, r, s.now().Sub(began))
			}
		}()
		next.ServeHTTP(tracked, r)
	})
}

func (s *server) logLine(level slog.Level, w *tracker, r *http.Request, took time.Duration) {
	s.logger.LogAttrs(context.Background(), level, "request",
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes), slog.Duration("took", took), slog.String("request_id", requestID(w)))
}
