package client

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// longestProblem is how much of the body of an error is read, in bytes.
const longestProblem = 1 << 20

// ProblemError is a response with a status of 400 or more. Its problem (RFC 9457) says what was wrong; errors.As finds it:
//
//	var problem *client.ProblemError
//	if errors.As(err, &problem) && problem.Response.StatusCode == http.StatusNotFound {
type ProblemError struct {
	// Problem is the body. Where a server in between responded, and the body is no problem, it has the status alone.
	Problem Problem
	// Response has the status and the headers. Its body was read.
	Response *http.Response
}

// Error names the request and says what was wrong with it, and with which of its fields.
func (e *ProblemError) Error() string {
	var text strings.Builder
	if request := e.Response.Request; request != nil {
		fmt.Fprintf(&text, "%s %s: ", request.Method, request.URL.Path)
	}
	fmt.Fprintf(&text, "%d %s", e.Response.StatusCode, e.Problem.Title)
	if e.Problem.Detail != "" {
		text.WriteString(": " + e.Problem.Detail)
	}
	for _, field := range e.Problem.Errors {
		fmt.Fprintf(&text, "; %s: %s", strings.Join(field.Loc, "."), field.Msg)
	}
	return text.String()
}

// problems returns responses with a status of 400 or more as errors.
type problems struct{ next HttpRequestDoer }

// Do sends a request. The error is a *ProblemError if there was a response.
func (p problems) Do(request *http.Request) (*http.Response, error) {
	response, err := p.next.Do(request)
	if err != nil || response.StatusCode < http.StatusBadRequest {
		return response, err
	}
	return nil, problemOf(response)
}

// problemOf reads the problem of a response, and closes its body.
func problemOf(response *http.Response) error {
	defer response.Body.Close()
	e := &ProblemError{Response: response}
	body, err := io.ReadAll(io.LimitReader(response.Body, longestProblem))
	if err != nil || json.Unmarshal(body, &e.Problem) != nil || e.Problem.Title == "" {
		e.Problem = Problem{Type: "about:blank", Title: http.StatusText(response.StatusCode), Status: int64(response.StatusCode)}
	}
	return e
}
