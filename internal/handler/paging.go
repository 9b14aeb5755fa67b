package handler

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// fromAPIPage returns the page that the parameters of a list select. fallback is the default limit of the operation. A cursor that
// this service did not issue is an apperr.CodeInvalid error.
func fromAPIPage(limit, offset *int64, cursor *string, fallback int) (model.Page, error) {
	page := model.Page{Limit: fallback}
	if limit != nil {
		page.Limit = int(*limit)
	}
	if offset != nil {
		page.Offset = int(*offset)
	}
	var err error
	page.After, err = fromAPICursor(cursor, model.ParseCursor)
	return page, err
}

// fromAPICursor returns the position that the parameter of a list states, nil for its beginning. A text that parse does not accept is an
// apperr.CodeInvalid error.
func fromAPICursor[P any](cursor *string, parse func(string) (P, error)) (*P, error) {
	if cursor == nil || *cursor == "" {
		return nil, nil
	}
	after, err := parse(*cursor)
	if err != nil {
		return nil, invalidCursor("cursor")
	}
	return &after, nil
}

// invalidCursor returns the error for a parameter that is no position in a list.
func invalidCursor(parameter string) error {
	return apperr.Invalid("The cursor was not issued by this service.", apperr.Field{
		Location: []string{"query", parameter}, Message: "not a cursor of this service", Type: "value_error.cursor",
	})
}

// targetKey is the context key of the request's URL, which handlers need for links.
type targetKey struct{}

// WithTarget returns a context with the URL of the request, for Link headers.
func WithTarget(ctx context.Context, target *url.URL) context.Context {
	return context.WithValue(ctx, targetKey{}, target)
}

// links returns the Link header (RFC 8288) of a list: first, prev and next, each with the URL of the request and another position.
// Pages always continue by cursor, because the offset of an item changes when others are stored or deleted. Only a page that was requested by
// offset has a previous one.
func links[P fmt.Stringer](ctx context.Context, page model.Page, next *P) string {
	target, ok := ctx.Value(targetKey{}).(*url.URL)
	if !ok {
		return ""
	}
	parts := []string{link(target, page.Limit, 0, "", "first")}
	if page.After == nil && page.Offset > 0 {
		parts = append(parts, link(target, page.Limit, max(0, page.Offset-page.Limit), "", "prev"))
	}
	if next != nil {
		parts = append(parts, link(target, page.Limit, 0, (*next).String(), "next"))
	}
	return strings.Join(parts, ", ")
}

func link(target *url.URL, limit, offset int, cursor, relation string) string {
	query := target.Query()
	query.Set("limit", strconv.Itoa(limit))
	query.Del("cursor")
	query.Del("offset")
	if offset > 0 {
		query.Set("offset", strconv.Itoa(offset))
	}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	return "<" + target.EscapedPath() + "?" + query.Encode() + `>; rel="` + relation + `"`
}

// wholeList returns the Link header of a list that has only one page.
func wholeList(ctx context.Context) string {
	target, ok := ctx.Value(targetKey{}).(*url.URL)
	if !ok {
		return ""
	}
	return "<" + target.EscapedPath() + `>; rel="first"`
}
