package client

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// page gets one page of a list: its items, and the response with the link to the next page. The editor directs the request to that page.
type page[T any] func(to RequestEditorFn) ([]T, *http.Response, error)

// walk returns the items of all pages. After an error it ends.
func walk[T any](get page[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		stay := func(context.Context, *http.Request) error { return nil }
		for to := RequestEditorFn(stay); to != nil; {
			items, response, err := get(to)
			if err == nil {
				to, err = nextPage(response)
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
		}
	}
}

// nextPage returns how to get to the next page, by the link of a response (RFC 8288), or nil after the last page. Only the query is taken
// from the link, so that it leads to the same list of the same server, whatever is between.
func nextPage(response *http.Response) (RequestEditorFn, error) {
	for link := range strings.SplitSeq(response.Header.Get("Link"), ", ") {
		target, is := strings.CutSuffix(link, `>; rel="next"`)
		if !is {
			continue
		}
		next, err := url.Parse(strings.TrimPrefix(target, "<"))
		if err != nil {
			return nil, fmt.Errorf("the link to the next page: %w", err)
		}
		if next.RawQuery == response.Request.URL.RawQuery {
			return nil, fmt.Errorf("the link to the next page leads to the same page: %s", next.RequestURI())
		}
		return func(_ context.Context, request *http.Request) error {
			request.URL.RawQuery = next.RawQuery
			return nil
		}, nil
	}
	return nil, nil
}

// noList is the error of a response that is not what was asked for, such as a page of a server in between.
func noList(response *http.Response) error {
	return fmt.Errorf("%s %s: the response is no list: %s, %s", response.Request.Method, response.Request.URL.Path, response.Status, response.Header.Get("Content-Type"))
}
