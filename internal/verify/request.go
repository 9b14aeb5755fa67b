package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// noResponse begins what came of a server that sends no response of HTTP.
const noResponse = "no response"

// unknownIDs are ids that no server has, in the forms that ids have: a text, a number, and a digest.
var unknownIDs = []string{"verify-no-such-id", "9007199254740991", strings.Repeat("0", 64)}

// unknownID returns an id that no server has, in the form of a parameter.
func unknownID(p openapi.Parameter) string {
	for _, id := range unknownIDs {
		if p.Permits(id) {
			return id
		}
	}
	return unknownIDs[0]
}

// most is how many deviations of one operation are kept: more of them say the same.
const most = 20

// checker checks one operation.
type checker struct {
	*verifier
	op    *openapi.Operation
	check Check
}

// request is one request of an operation.
type request struct {
	target string
	header http.Header
	body   []byte
	// known says that all ids of the request are those of the server.
	known bool
}

// response is what came.
type response struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
	// cut says that the body is longer than what was read.
	cut bool
}

// deviate keeps a deviation.
func (c *checker) deviate(r request, said, came string) {
	if len(c.check.Deviations) < most {
		c.check.Deviations = append(c.check.Deviations, Deviation{Request: c.op.Method + " " + r.target, Said: said, Came: came})
	}
}

// send sends a request, and keeps a deviation if no response comes. ok says whether one came.
func (c *checker) send(ctx context.Context, r request) (got response, ok bool, err error) {
	started := c.Now()
	got, err = c.exchange(ctx, r)
	got.took = c.Now().Sub(started)
	switch {
	case ctx.Err() != nil:
		return got, false, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		c.deviate(r, "a response ends", fmt.Sprintf("none that was complete within %s", c.Patience))
		return got, false, nil
	case err != nil:
		c.deviate(r, "a server responds over HTTP", noResponse+": "+reason(err))
		return got, false, nil
	case got.status == http.StatusUnauthorized:
		return got, false, ErrToken
	}
	return got, true, nil
}

// reason returns why there was no response, without the URL that the line has already.
func reason(err error) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

func (c *checker) exchange(ctx context.Context, r request) (response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Patience)
	defer cancel()
	made, err := c.newRequest(ctx, r)
	if err != nil {
		return response{}, err
	}
	came, err := c.client.Do(made)
	if err != nil {
		return response{}, err
	}
	defer came.Body.Close()
	c.check.Requests++
	body, err := io.ReadAll(io.LimitReader(came.Body, c.Longest+1))
	got := response{status: came.StatusCode, header: came.Header, body: body}
	if int64(len(body)) > c.Longest {
		got.body, got.cut = body[:c.Longest], true
		return got, nil
	}
	return got, err
}

func (c *checker) newRequest(ctx context.Context, r request) (*http.Request, error) {
	made, err := http.NewRequestWithContext(ctx, c.op.Method, strings.TrimSuffix(c.Base.String(), "/")+r.target, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	for name := range r.header {
		made.Header.Set(name, r.header.Get(name))
	}
	if r.body != nil {
		made.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		made.Header.Set("Authorization", "Bearer "+c.Token)
	}
	return made, nil
}

// plain returns the request with which the checks of an operation begin: with what it requires, and nothing else.
func (c *checker) plain() request {
	r := request{target: c.op.Path, known: true, header: http.Header{}}
	query := url.Values{}
	for _, p := range c.op.Parameters() {
		if !p.Required {
			continue
		}
		value, known := c.required(p)
		r.known = r.known && known
		switch p.In {
		case "path":
			r.target = strings.ReplaceAll(r.target, "{"+p.Name+"}", url.PathEscape(value))
		case "query":
			query.Set(p.Name, value)
		default:
			r.header.Set(p.Name, value)
		}
	}
	r.target = withQuery(r.target, query)
	return r
}

// required returns a value of a parameter that must be there, and whether the server is known to have it.
func (c *checker) required(p openapi.Parameter) (value string, known bool) {
	if p.In == "path" {
		value, known = c.ids.ofPath(c.op, p.Name)
	} else {
		value = c.ids.ofName(p.Name)
	}
	if value == "" && len(p.Values) > 0 {
		value = p.Values[0]
	}
	if value == "" {
		value = unknownID(p)
	}
	return value, known
}

func withQuery(target string, query url.Values) string {
	if len(query) == 0 {
		return target
	}
	separator := "?"
	if strings.Contains(target, "?") {
		separator = "&"
	}
	return target + separator + query.Encode()
}
