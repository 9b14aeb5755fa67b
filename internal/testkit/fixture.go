package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// Fixture is a golden test case: a request, the scenario in which it is sent, and the expected response.
type Fixture struct {
	// Description explains in one sentence what the case shows.
	Description string `json:"description"`
	// Scenario names the server to which the request is sent; empty means the ordinary one.
	Scenario string `json:"scenario,omitempty"`
	// Before are targets of GET requests that are sent first, in this order.
	Before  []string       `json:"before,omitempty"`
	Request FixtureRequest `json:"request"`
	// Events is the number of events to read from a stream, which has no end.
	Events   int             `json:"events,omitempty"`
	Response FixtureResponse `json:"response"`

	path string
}

// FixtureRequest is the request of a fixture.
type FixtureRequest struct {
	Method string `json:"method"`
	// Target is the escaped path and query.
	Target string            `json:"target"`
	Header map[string]string `json:"headers,omitempty"`
	// Body is a JSON body; Text is a body of any other kind.
	Body json.RawMessage `json:"body,omitempty"`
	Text string          `json:"text,omitempty"`
	// Padding is the number of spaces added to the body to make it large.
	Padding int `json:"padding,omitempty"`
}

// FixtureResponse is the expected response. At most one of Body, Text, Lines and File describes the body; none means an empty body.
type FixtureResponse struct {
	Status int               `json:"status"`
	Header map[string]string `json:"headers"`
	Body   json.RawMessage   `json:"body,omitempty"`
	// Text is the exact body where it is not JSON.
	Text string `json:"text,omitempty"`
	// Lines are regular expressions, each of which must match a line of the body. They describe bodies with numbers that differ
	// between runs.
	Lines []string `json:"lines,omitempty"`
	// File is the path, relative to the root of the project, of a file with the exact body.
	File string `json:"file,omitempty"`
}

// goldenHeaders are the response headers that fixtures contain.
var goldenHeaders = []string{"Allow", "Cache-Control", "Content-Type", "Link", "Retry-After", "Upgrade", "Www-Authenticate", "X-Request-Id", "X-Total-Count", "Etag"}

// LoadFixtures reads all fixtures below folder, by operation id and sorted by file name.
func LoadFixtures(folder string) (map[string][]*Fixture, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*", "*.json"))
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	fixtures := map[string][]*Fixture{}
	for _, path := range paths {
		fixture, err := loadFixture(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		operation := filepath.Base(filepath.Dir(path))
		fixtures[operation] = append(fixtures[operation], fixture)
	}
	return fixtures, nil
}

func loadFixture(path string) (*Fixture, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	fixture := &Fixture{path: path}
	return fixture, decoder.Decode(fixture)
}

// Name returns the name of the case.
func (f *Fixture) Name() string { return strings.TrimSuffix(filepath.Base(f.path), ".json") }

// HTTPRequest returns the request for the server at base.
func (f *Fixture) HTTPRequest(ctx context.Context, base string) (*http.Request, error) {
	body := []byte(f.Request.Text)
	if f.Request.Body != nil {
		body = f.Request.Body
	}
	body = append(body, bytes.Repeat([]byte(" "), f.Request.Padding)...)
	request, err := http.NewRequestWithContext(ctx, f.Request.Method, base+f.Request.Target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if f.Request.Body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("X-Request-ID", "golden")
	for name, value := range f.Request.Header {
		request.Header.Set(name, value)
		if name == "Host" {
			request.Host = value
		}
	}
	return request, nil
}

// HoldsBody reports whether the fixture contains the body itself, so that it can be validated.
func (f *Fixture) HoldsBody() bool { return f.Response.Lines == nil && f.Response.File == "" }

// Want returns the expected response as an HTTP response, so that it can be validated.
func (f *Fixture) Want() Response {
	header := http.Header{}
	for name, value := range f.Response.Header {
		header.Set(name, value)
	}
	body := []byte(f.Response.Text)
	if f.Response.Body != nil {
		body = f.Response.Body
	}
	return Response{Status: f.Response.Status, Header: header, Body: body}
}

// Stored is Want with the body of the file, where the body is in a file. root is the folder of the project.
func (f *Fixture) Stored(root string) (Response, error) {
	response := f.Want()
	if f.Response.File == "" {
		return response, nil
	}
	body, err := os.ReadFile(filepath.Join(root, f.Response.File))
	response.Body = body
	return response, err
}

// Diff describes the first difference between got and the expected response, "" where there is none. root is the folder of the
// project.
func (f *Fixture) Diff(root string, got Response) (string, error) {
	if got.Status != f.Response.Status {
		return fmt.Sprintf("status %d, want %d: %s", got.Status, f.Response.Status, got.Body), nil
	}
	for _, name := range goldenHeaders {
		if want := f.Response.Header[name]; got.Header.Get(name) != want {
			return fmt.Sprintf("header %s: %q, want %q", name, got.Header.Get(name), want), nil
		}
	}
	return f.diffBody(root, got)
}

func (f *Fixture) diffBody(root string, got Response) (string, error) {
	switch {
	case f.Response.File != "":
		want, err := os.ReadFile(filepath.Join(root, f.Response.File))
		if err != nil {
			return "", err
		}
		return diffText(string(want), string(got.Body)), nil
	case f.Response.Lines != nil:
		return missingLine(f.Response.Lines, got.Body)
	case f.Response.Body != nil:
		want, err := canonical(f.Response.Body)
		if err != nil {
			return "", err
		}
		have, err := canonical(got.Body)
		if err != nil {
			return fmt.Sprintf("not JSON: %v", err), nil
		}
		return diffText(string(want), string(have)), nil
	default:
		return diffText(f.Response.Text, string(got.Body)), nil
	}
}

func missingLine(patterns []string, body []byte) (string, error) {
	for _, pattern := range patterns {
		found, err := regexp.Match("(?m)^(?:"+pattern+")$", body)
		if err != nil || !found {
			return fmt.Sprintf("no line matches %q", pattern), err
		}
	}
	return "", nil
}

// diffText returns the first line in which two texts differ.
func diffText(want, got string) string {
	if want == got {
		return ""
	}
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(wants) && i < len(gots); i++ {
		if wants[i] != gots[i] {
			return fmt.Sprintf("line %d:\n-%s\n+%s", i+1, wants[i], gots[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(gots), len(wants))
}

// canonical formats JSON with sorted members and unchanged numbers.
func canonical(data []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the value")
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	return out.Bytes(), err
}

// goldenPages is the folder of pages. Each page is a file that a browser can open.
const goldenPages = "fixtures/html/"

// Rewrite stores got as the expected response of the fixture. root is the folder of the project. Except for patterns and files, the
// content type determines how the body is stored.
func (f *Fixture) Rewrite(root string, got Response) error {
	if strings.HasPrefix(f.Response.File, goldenPages) {
		if err := writePage(filepath.Join(root, f.Response.File), got.Body); err != nil {
			return err
		}
	}
	f.Response.Status = got.Status
	f.Response.Header = map[string]string{}
	for _, name := range goldenHeaders {
		if value := got.Header.Get(name); value != "" {
			f.Response.Header[name] = value
		}
	}
	if f.HoldsBody() {
		f.Response.Body, f.Response.Text = nil, ""
		if isJSON(got.Header) {
			body, err := canonical(got.Body)
			if err != nil {
				return err
			}
			f.Response.Body = body
		} else {
			f.Response.Text = string(got.Body)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(f); err != nil {
		return err
	}
	return os.WriteFile(f.path, out.Bytes(), 0o644)
}

func writePage(path string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, body, 0o644)
}
