package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// shownPayloads is the number of payloads of each kind that doctor lists.
const shownPayloads = 10

// printSpool prints what is in the spool of a database, and nothing where it is empty.
func printSpool(w io.Writer, path string) {
	line := func(label, format string, args ...any) {
		fmt.Fprintf(w, "%-10s %s\n", label, fmt.Sprintf(format, args...))
	}
	contents, err := hookclient.NewSpool(path).List()
	if err != nil {
		line("spool", "cannot be used: %v", err)
		return
	}
	if n := len(contents.Waiting); n > 0 {
		line("spool", "%d hook payloads wait since %s; a hook or `htmlgraph serve` stores them", n, contents.Waiting[0].At.Format(time.RFC3339))
	}
	for _, payload := range problems(contents.Waiting) {
		line("spool", "%s cannot be read: %s", terminal.Name(payload.Name), terminal.Name(payload.Problem))
	}
	if n := len(contents.Refused); n > 0 {
		line("refused", "%d hook payloads in %s.local; look at them, or remove them; a server does after 30 days", n, terminal.Name(path))
	}
	for n, payload := range contents.Refused {
		if n == shownPayloads {
			line("refused", "and %d more", len(contents.Refused)-n)
			break
		}
		line("refused", "%s: %s", terminal.Name(payload.Name), terminal.Name(reason(payload)))
	}
}

func problems(payloads []hookclient.Listed) []hookclient.Listed {
	var found []hookclient.Listed
	for _, payload := range payloads {
		if payload.Problem != "" && len(found) < shownPayloads {
			found = append(found, payload)
		}
	}
	return found
}

func reason(payload hookclient.Listed) string {
	if payload.Problem == "" {
		return "a server could not store it"
	}
	return payload.Problem
}
