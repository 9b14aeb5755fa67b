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
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/fixture"
)

// Fixture is a golden test case in its file.
type Fixture struct {
	*fixture.Fixture
	path string
}

// goldenHeaders are the response headers that fixtures contain.
var goldenHeaders = []string{"Accept-Ranges", "Allow", "Cache-Control", "Content-Disposition", "Content-Range", "Content-Security-Policy", "Content-Type", "Link", "Location", "Retry-After", "Upgrade", "Vary", "Www-Authenticate", "X-Request-Id", "X-Total-Count", "Etag"}

// LoadFixtures reads all fixtures below folder, by operation id and sorted by file name.
func LoadFixtures(folder string) (map[string][]*Fixture, error) {
	all, err := fixture.Read(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	fixtures := map[string][]*Fixture{}
	for _, f := range all {
		path := filepath.Join(folder, f.Operation(), f.Name()+".json")
		fixtures[f.Operation()] = append(fixtures[f.Operation()], &Fixture{f, path})
	}
	return fixtures, nil
}

// HTTPRequest returns the request for the server at base.
func (f *Fixture) HTTPRequest(ctx context.Context, base string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, f.Request.Method, base+f.Request.Target, bytes.NewReader(f.Request.Content()))
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

// Want returns the expected response as an HTTP response, so that it can be validated.
func (f *Fixture) Want() Response {
	header := http.Header{}
	for name, value := range f.Response.Header {
		header.Set(name, value)
	}
	return Response{Status: f.Response.Status, Header: header, Body: f.Response.Content()}
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
	content, err := f.encode()
	if err != nil {
		return err
	}
	return os.WriteFile(f.path, content, 0o644)
}

// encode returns the content of the file of the fixture.
func (f *Fixture) encode() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(f.Fixture)
	return out.Bytes(), err
}

// DiffFile describes the first difference between the file of the fixture and what Rewrite would write with the same response, "" where there
// is none.
func (f *Fixture) DiffFile() (string, error) {
	stored, err := os.ReadFile(f.path)
	if err != nil {
		return "", err
	}
	inner := *f.Fixture
	written := Fixture{&inner, f.path}
	if f.Response.Body != nil {
		if written.Response.Body, err = canonical(f.Response.Body); err != nil {
			return "", err
		}
	}
	content, err := written.encode()
	return diffText(string(content), string(stored)), err
}

func writePage(path string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, body, 0o644)
}
