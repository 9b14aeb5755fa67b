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
	"path"
	"strings"
)

// longestRecording is the longest line of an archive of recordings, in bytes.
const longestRecording = 16 << 20

// Recording is a request of an operation with its response: a golden fixture.
type Recording struct {
	// Operation is the operationId, Name the name of the case.
	Operation, Name string
	// Scenario names the circumstances of the response; it is empty for the ordinary ones.
	Scenario string
	method   string
	target   *url.URL
	sent     map[string]string // headers of the request
	body     any
	isText   bool // the body is no JSON
	status   int
	header   map[string]string
	content  []byte
}

// file is a recording as fixtures/http has it. A member that is not here does not matter to a client.
type file struct {
	Scenario string `json:"scenario"`
	Request  struct {
		Method string            `json:"method"`
		Target string            `json:"target"`
		Header map[string]string `json:"headers"`
		Body   json.RawMessage   `json:"body"`
		Text   string            `json:"text"`
	} `json:"request"`
	Response struct {
		Status int               `json:"status"`
		Header map[string]string `json:"headers"`
		Body   json.RawMessage   `json:"body"`
		Text   string            `json:"text"`
		Lines  []string          `json:"lines"`
		File   string            `json:"file"`
	} `json:"response"`
}

// errNoContent is that of a recording that describes its body without containing it, or has no response yet.
var errNoContent = errors.New("the recording does not contain a response")

// parse returns the recording in a file of fixtures/http.
func parse(operation, name string, data []byte) (Recording, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return Recording{}, err
	}
	if f.Response.Lines != nil || f.Response.File != "" || f.Response.Status == 0 && f.Response.Header != nil {
		return Recording{}, errNoContent
	}
	target, err := url.Parse(f.Request.Target)
	if err != nil {
		return Recording{}, err
	}
	r := Recording{
		Operation: operation, Name: name, Scenario: f.Scenario, method: f.Request.Method, target: target, sent: f.Request.Header, isText: f.Request.Text != "",
		status: f.Response.Status, header: f.Response.Header, content: f.Response.Body,
	}
	if r.content == nil {
		r.content = []byte(f.Response.Text)
	}
	if f.Request.Body != nil {
		err = json.Unmarshal(f.Request.Body, &r.body)
	}
	if err == nil && (r.method == "" || r.status < 100 || r.status > 599) {
		err = errors.New("it has no request.method, or no response.status")
	}
	return r, err
}

// isOrdinary reports whether the response is that of a server in ordinary circumstances, which one that was just started ("fresh") is too.
func (r Recording) isOrdinary() bool { return r.Scenario == "" || r.Scenario == "fresh" }

func (r Recording) isSuccess() bool {
	return r.isOrdinary() && r.status >= http.StatusOK && r.status < http.StatusMultipleChoices
}

// Read returns the recordings in a folder like fixtures/http, which has a folder for each operation, with a file for each case.
func Read(folder fs.FS) ([]Recording, error) {
	names, err := fs.Glob(folder, "*/*.json")
	if err != nil {
		return nil, err
	}
	var all []Recording
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		r, err := parse(path.Dir(name), strings.TrimSuffix(path.Base(name), ".json"), data)
		if errors.Is(err, errNoContent) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
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
		data, err := fs.ReadFile(folder, r.Operation+"/"+r.Name+".json")
		if err != nil {
			return err
		}
		if err := encoder.Encode(packed{Operation: r.Operation, Name: r.Name, Recording: data}); err != nil {
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
		r, err := parse(p.Operation, p.Name, p.Recording)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", p.Operation, p.Name, err)
		}
		all = append(all, r)
	}
	return all, lines.Err()
}
