package clients

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/client"
)

// root is the folder of the project.
const root = "../.."

// address is what the server prints when it answers.
var address = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// server is a started server.
type server struct {
	base string
	stop func()
}

// build builds the server, once for each test.
func build(t *testing.T) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "htmlgraph")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags=sqlite_fts5", "-o", binary, "./cmd/htmlgraph")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, output)
	}
	return binary
}

// serve starts the server with a database and flags, and returns when it answers.
func serve(t *testing.T, binary, database string, flags ...string) server {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	command := exec.CommandContext(ctx, binary, append([]string{"serve", "--db", database, "--addr", "127.0.0.1:0"}, flags...)...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(func() { cancel(); command.Wait() })
	t.Cleanup(stop)
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if base := address.FindString(lines.Text()); base != "" {
			return server{base: base, stop: stop}
		}
	}
	t.Fatal("the server printed no address")
	return server{}
}

func TestTheGoClientTalksToTheServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := client.NewClientWithResponses(serve(t, build(t), filepath.Join(t.TempDir(), "client.db")).base)
	if err != nil {
		t.Fatal(err)
	}

	id, invalid := "evt-1", int64(0)
	var body client.EventInputs
	if err := body.FromEventInput(client.EventInput{EventID: &id, AgentID: "go", EventType: client.EventInputEventTypeToolCall, SessionID: "s"}); err != nil {
		t.Fatal(err)
	}
	posted, err := c.PostEventsWithResponse(ctx, body)
	if err != nil || posted.JSON200 == nil || posted.JSON200.Results[0].Outcome != client.IngestResultOutcomeCreated {
		t.Fatalf("post: %v, %s", err, posted.Body)
	}
	list, err := c.ListEventsWithResponse(ctx, nil)
	if err != nil || list.JSON200 == nil || len(*list.JSON200) != 1 || list.HTTPResponse.Header.Get("X-Total-Count") != "1" {
		t.Errorf("list: %v, %s", err, list.Body)
	}
	event, err := c.GetEventWithResponse(ctx, id)
	if err != nil || event.JSON200 == nil || event.JSON200.AgentID != "go" {
		t.Errorf("get: %v, %s", err, event.Body)
	}
	unknown, err := c.GetEventWithResponse(ctx, "no/such")
	if err != nil || unknown.StatusCode() != http.StatusNotFound || unknown.ApplicationProblemJSON404.Detail != "Event not found" {
		t.Errorf("get an unknown event: %v, %s", err, unknown.Body)
	}
	refused, err := c.ListEventsWithResponse(ctx, &client.ListEventsParams{Limit: &invalid})
	if err != nil || refused.ApplicationProblemJSON422 == nil || !slices.Equal(refused.ApplicationProblemJSON422.Errors[0].Loc, []string{"query", "limit"}) {
		t.Errorf("list with a wrong limit: %v, %s", err, refused.Body)
	}
	export, err := c.ExportEvents(ctx, nil) // a stream, which is not read as a whole
	if err != nil {
		t.Fatal(err)
	}
	defer export.Body.Close()
	line, err := bufio.NewReader(export.Body).ReadString('\n')
	if err != nil || export.StatusCode != http.StatusOK || !strings.Contains(line, id) {
		t.Errorf("export: %v, %d %s", err, export.StatusCode, line)
	}
}

// TestTheGoClientNeedsNothingOfTheServer lists the modules that a user of the client gets with it.
func TestTheGoClientNeedsNothingOfTheServer(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./...")
	list.Dir, list.Env = filepath.Join(root, "gen/client"), append(os.Environ(), "GOFLAGS=")
	output, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := slices.Compact(slices.Sorted(strings.FieldsSeq(string(output))))
	want := []string{
		"github.com/apapsch/go-jsonmerge/v2", "github.com/coder/websocket", "github.com/google/uuid", "github.com/htmlgraph/htmlgraph/gen/client",
		"github.com/oapi-codegen/runtime",
	}
	if !slices.Equal(modules, want) {
		t.Errorf("the client needs %q, want %q", modules, want)
	}
	required, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil || strings.Contains(string(required), "htmlgraph/gen/client") {
		t.Errorf("the server requires its own client: %v", err)
	}
}
