package cli

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// shownKinds is the number of ignored record types that are listed.
const shownKinds = 10

// shownLines is the number of broken lines that are listed, unless the report is verbose.
const shownLines = 10

// importReport returns the result of an import as text. A verbose one lists each broken line, and where each type of ignored records is.
func importReport(s importer.Summary, took time.Duration, verbose bool) string {
	var text strings.Builder
	line := func(label, format string, values ...any) {
		fmt.Fprintf(&text, "%-10s "+format+"\n", append([]any{label}, values...)...)
	}
	if s.Files == 0 && len(s.Problems) == 0 {
		line("nothing", "no transcripts in %s", strings.Join(s.Locations, ", "))
	}
	for _, problem := range s.Problems {
		line("not read", "%s: %s", terminal.Name(problem.Path), terminal.Name(problem.Reason))
	}
	if more := s.Failed + s.Unknown - len(s.Problems); more > 0 {
		line("not read", "%d more files", more)
	}
	reportLines(line, s, verbose)
	line("files", "%d read, %d unchanged%s%s", s.Read, s.Unchanged, optionalCount(s.Unknown, "not recognised"), optionalCount(s.Failed, "could not be read"))
	if again := readAgain(s); again != "" {
		line("again", "%s", again)
	}
	line("events", "%s", outcomes(s.Events))
	line("requests", "%s", outcomes(s.Requests))
	line("lines", "%d%s%s", s.Skipped.Lines, optionalCount(s.Skipped.Broken, "broken, skipped"), optionalCount(s.Skipped.TooLong, "longer than 64 MB, skipped"))
	if kinds := ignoredKinds(s.Skipped.Ignored); kinds != "" && !verbose {
		line("ignored", "%s", kinds)
	}
	line("time", "%s, %.1f MB", took.Round(time.Millisecond), float64(s.Bytes)/1e6)
	return text.String()
}

// readAgain says how many files were read again and why, "" for none.
func readAgain(s importer.Summary) string {
	var parts []string
	if s.Again > 0 {
		part := fmt.Sprintf("%d read again by a newer reader, in place of what an earlier one had read", s.Again)
		if s.Archived > 0 {
			part += fmt.Sprintf(" (%d of them from the archive)", s.Archived)
		}
		parts = append(parts, part)
	}
	if s.Rewritten > 0 {
		parts = append(parts, fmt.Sprintf("%d read again because they were rewritten", s.Rewritten))
	}
	return strings.Join(parts, ", ")
}

func outcomes(o importer.Outcomes) string {
	return fmt.Sprintf("%d created, %d updated, %d unchanged%s", o.Created, o.Updated, o.Unchanged, optionalCount(o.Refused, "refused"))
}

// optionalCount returns ", 3 refused", and nothing where n is 0.
func optionalCount(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d %s", n, what)
}

// reportLines lists the lines that were not read, and in a verbose report the types of ignored records with the place of the first.
func reportLines(line func(label, format string, values ...any), s importer.Summary, verbose bool) {
	shown := s.Lines
	if !verbose {
		shown = shown[:min(len(shown), shownLines)]
	}
	for _, l := range shown {
		line("broken", "%s:%d: %s", terminal.Name(l.Path), l.Line, terminal.Name(l.Reason))
	}
	hint := ""
	if !verbose {
		hint = "; --verbose lists them"
	}
	if more := s.Skipped.Broken + s.Skipped.TooLong - len(shown); more > 0 && len(shown) > 0 {
		line("broken", "%d more lines%s", more, hint)
	}
	if !verbose {
		return
	}
	for _, kind := range sortedKinds(s.Skipped.Ignored) {
		text := fmt.Sprintf("%d %q", s.Skipped.Ignored[kind], kind)
		if first, ok := s.Ignored[kind]; ok {
			text += fmt.Sprintf(", the first in %s:%d", terminal.Name(first.Path), first.Line)
		}
		line("ignored", "%s", text)
	}
}

// sortedKinds returns the types of ignored records, the most frequent first.
func sortedKinds(ignored map[string]int) []string {
	kinds := make([]string, 0, len(ignored))
	for kind := range ignored {
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(a, b int) bool {
		if ignored[kinds[a]] != ignored[kinds[b]] {
			return ignored[kinds[a]] > ignored[kinds[b]]
		}
		return kinds[a] < kinds[b]
	})
	return kinds
}

// ignoredKinds lists the types of ignored records, the most frequent first.
func ignoredKinds(ignored map[string]int) string {
	kinds := sortedKinds(ignored)
	rest := len(kinds) - shownKinds
	kinds = kinds[:min(len(kinds), shownKinds)]
	for n, kind := range kinds {
		kinds[n] = fmt.Sprintf("%d %q", ignored[kind], kind)
	}
	if rest > 0 {
		kinds = append(kinds, fmt.Sprintf("and %d more types", rest))
	}
	return strings.Join(kinds, ", ")
}
