package mock

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"

	"github.com/htmlgraph/htmlgraph/internal/fixture"
)

// longestRecording is the longest line of an archive of recordings, in bytes.
const longestRecording = 16 << 20

// Recording is a golden fixture whose response can be served.
type Recording struct {
	*fixture.Fixture
	target *url.URL
	body   any // that of the request, where it is JSON
}

// errNoContent is that of a recording that describes its body without containing it, or has no response yet.
var errNoContent = errors.New("the recording does not contain a response")

// recording returns the recording in a fixture.
func recording(f *fixture.Fixture) (Recording, error) {
	if !f.HoldsBody() || f.Response.Status == 0 && f.Response.Header != nil {
		return Recording{}, errNoContent
	}
	target, err := url.Parse(f.Request.Target)
	if err != nil {
		return Recording{}, err
	}
	r := Recording{Fixture: f, target: target}
	if f.Request.Body != nil {
		err = json.Unmarshal(f.Request.Body, &r.body)
	}
	if err == nil && (f.Request.Method == "" || f.Response.Status < 100 || f.Response.Status > 599) {
		err = errors.New("it has no request.method, or no response.status")
	}
	return r, err
}

// isOrdinary reports whether the response is that of a server in ordinary circumstances, which one that was just started ("fresh") is too.
func (r Recording) isOrdinary() bool { return r.Scenario == "" || r.Scenario == "fresh" }

func (r Recording) isSuccess() bool {
	return r.isOrdinary() && r.Response.Status >= http.StatusOK && r.Response.Status < http.StatusMultipleChoices
}

// Read returns the recordings in a folder like fixtures/http, which has a folder for each operation, with a file for each case.
func Read(folder fs.FS) ([]Recording, error) {
	fixtures, err := fixture.Read(folder)
	if err != nil {
		return nil, err
	}
	var all []Recording
	for _, f := range fixtures {
		r, err := recording(f)
		if errors.Is(err, errNoContent) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s/%s.json: %w", f.Operation(), f.Name(), err)
		}
		all = append(all, r)
	}
	return all, nil
}

// packed is a line of an archive of recordings.
type packed struct {
	Operation string          `json:"operation"`
	Name      string          `json:"name"`
	Recording json.RawMessage `json:"recording"`
}

// Pack writes the recordings in a folder as an archive, one JSON object a line. Those without a body of their own are left out.
func Pack(folder fs.FS, to io.Writer) error {
	recordings, err := Read(folder)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	for _, r := range recordings {
		data, err := fs.ReadFile(folder, r.Operation()+"/"+r.Name()+".json")
		if err != nil {
			return err
		}
		if err := encoder.Encode(packed{Operation: r.Operation(), Name: r.Name(), Recording: data}); err != nil {
			return err
		}
	}
	return nil
}

// Unpack returns the recordings in an archive.
func Unpack(archive []byte) ([]Recording, error) {
	var all []Recording
	lines := bufio.NewScanner(bytes.NewReader(archive))
	lines.Buffer(nil, longestRecording)
	for lines.Scan() {
		var p packed
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, err
		}
		f, err := fixture.Parse(p.Operation, p.Name, p.Recording)
		if err != nil {
			return nil, err
		}
		r, err := recording(f)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", p.Operation, p.Name, err)
		}
		all = append(all, r)
	}
	return all, lines.Err()
}
