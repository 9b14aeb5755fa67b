package server

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// recoverPanics turns a panic into a 500 and logs it with its stack. Where a part of the response was sent already, it breaks the
// connection, so that clients do not take the response for complete.
func (s *server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if err, ok := value.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			cause, stack := fmt.Sprint(value), debug.Stack()
			var carried *cache.PanicError
			if err, ok := value.(error); ok && errors.As(err, &carried) {
				stack = carried.Stack
			}
			s.logger.Error("a request panicked", "panic", cause, "request_id", requestID(w), "path", r.URL.Path, "stack", string(stack))
			if tracked, ok := w.(*tracker); ok && tracked.status != 0 {
				panic(http.ErrAbortHandler)
			}
			writeProblem(w, http.StatusInternalServerError, internalErrorDetail, nil)
		}()
		next.ServeHTTP(w, r)
	})
}
