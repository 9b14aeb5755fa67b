package stream

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// requestKey is the context key of the HTTP request, whose connection a stream takes over.
type requestKey struct{}

// Requests is middleware that makes the HTTP request available to streams.
func Requests(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		return next(context.WithValue(ctx, requestKey{}, r), w, r, request)
	}
}

func requestFrom(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	return r
}
