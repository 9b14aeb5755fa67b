package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// printBanner prints the URL of the server, which database it serves and what that contains.
func (a *App) printBanner(ctx context.Context, to io.Writer, base string) {
	mode := ""
	switch {
	case a.DB.IsNewer():
		mode = " (read-only: a newer release of htmlgraph wrote it)"
	case a.DB.ReadOnly():
		mode = " (read-only)"
	}
	fmt.Fprintf(to, "HtmlGraph listens on %s\n", base)
	fmt.Fprintf(to, "  dashboard %s/\n", base)
	fmt.Fprintf(to, "  database  %s%s\n", terminal.Name(a.DB.Path()), mode)
	fmt.Fprintf(to, "  holds     %s\n", a.contents(ctx))
	fmt.Fprintf(to, "  API       %s/docs\n", base)
}

// contents describes in a phrase what the database contains.
func (a *App) contents(ctx context.Context) string {
	phrase := "nothing yet"
	err := a.summary.With(ctx, func(v summary.View) {
		events, agents := v.All().Events, v.Agents()
		if events == 0 {
			return
		}
		var last time.Time
		for _, agent := range agents {
			if at, ok := agent.LastActive.Time(); ok && at.After(last) {
				last = at
			}
		}
		phrase = fmt.Sprintf("%s by %s", counted(events, "event"), counted(int64(len(agents)), "agent"))
		if !last.IsZero() { // other programs may store times that are none
			phrase += last.UTC().Format(", the latest at 2006-01-02 15:04:05 UTC")
		}
	})
	if err != nil {
		return "cannot be read now: " + err.Error()
	}
	return phrase
}

// counted returns a number with its noun.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
