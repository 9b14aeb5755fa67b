package filtertext_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

func newParser(t testing.TB) filtertext.Parser {
	t.Helper()
	parser, err := filtertext.New()
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

func day(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }

func TestATextIsReadAsWordsPhrasesAndFields(t *testing.T) {
	type terms = []filtertext.Term
	word := func(text string) filtertext.Term { return filtertext.Term{Value: text} }
	not := func(text string) filtertext.Term { return filtertext.Term{Value: text, Not: true} }
	field := func(key filtertext.Key, value string) filtertext.Term { return filtertext.Term{Key: key, Value: value} }
	for text, want := range map[string]struct {
		terms   terms
		ignored []string
	}{
		"":                                {},
		"  \t ":                           {},
		"retry limit":                     {terms: terms{word("retry"), word("limit")}},
		`"rate limit" retry`:              {terms: terms{word("rate limit"), word("retry")}},
		`"a \"quoted\" \\ word"`:          {terms: terms{word(`a "quoted" \ word`)}},
		`""`:                              {terms: terms{word("")}},
		"-retry":                          {terms: terms{not("retry")}},
		`-"rate limit"`:                   {terms: terms{not("rate limit")}},
		"feat/x foo-bar UUID-16":          {terms: terms{word("feat/x"), word("foo-bar"), word("UUID-16")}},
		"- a":                             {terms: terms{word("-"), word("a")}},
		"--all":                           {terms: terms{not("-all")}},
		"agent:codex":                     {terms: terms{field("agent", "codex")}},
		"Agent:Codex":                     {terms: terms{field("agent", "Codex")}},
		`project:"my shop" tool:Bash`:     {terms: terms{field("project", "my shop"), field("tool", "Bash")}},
		"-tool:Bash":                      {terms: terms{{Key: "tool", Value: "Bash", Not: true}}},
		"model:vendor/opus:free":          {terms: terms{field("model", "vendor/opus:free")}},
		"model:gpt:free:x":                {terms: terms{field("model", "gpt:free:x")}},
		"branch:-wip":                     {terms: terms{field("branch", "-wip")}},
		`file:C:\src\main.go`:             {terms: terms{field("file", `C:\src\main.go`)}},
		"is:failed state:waiting in:tool": {terms: terms{field("is", "failed"), field("state", "waiting"), field("in", "tool")}},
		"colour:red":                      {terms: terms{word("colour:red")}, ignored: []string{"colour"}},
		"colour:red Colour:x colour:b":    {terms: terms{word("colour:red"), word("Colour:x"), word("colour:b")}, ignored: []string{"colour", "Colour"}},
		"note:":                           {terms: terms{word("note:")}, ignored: []string{"note"}},
		"https://example.org/a":           {terms: terms{word("https://example.org/a")}},
		"12:30 C: a:b":                    {terms: terms{word("12:30"), word("C:"), word("a:b")}},
		"列表 größe":                        {terms: terms{word("列表"), word("größe")}},
		"before:2026-03-01":               {terms: terms{{Key: "before", Value: "2026-03-01", Time: timerange.Range{From: day(1), To: day(2)}}}},
		"on:today":                        {terms: terms{{Key: "on", Value: "today", Time: timerange.Range{From: day(18), To: day(19)}}}},
		"after:7d":                        {terms: terms{{Key: "after", Value: "7d", Time: timerange.Range{From: day(12), To: day(19)}}}},
	} {
		got, err := newParser(t).Parse(text, now, time.UTC)
		if diff := cmp.Diff(filtertext.Filter{Terms: want.terms, Ignored: want.ignored}, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestAnErrorSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		`retry "rate limit`:    "character 7: the quote has no end",
		`größe project:"a`:     "character 15: the quote has no end",
		"agent:":               "character 1: agent: has no value",
		"a agent: b":           "character 3: agent: has no value",
		`agent:""`:             "character 1: agent: has no value",
		"列表 before:2026-13-01": "character 11: " + timerange.ErrUnknown.Error(),
		"on:tomorrow":          "character 4: " + timerange.ErrUnknown.Error(),
		strings.Repeat("ä", filtertext.MaxLength+1):     "character 1001: the filter is longer than 1000 characters",
		strings.Repeat("a ", filtertext.MaxTerms) + "b": "character 101: the filter has more than 50 terms",
	} {
		_, err := newParser(t).Parse(text, now, time.UTC)
		var found *filtertext.Error
		if !errors.As(err, &found) || err.Error() != want {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

// FuzzFilter reads any text: it is a filter or an error in it, a filter is written as it is read, and none is larger than its text.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{"", `agent:codex -"a b" c`, `"`, `\`, "-", "--", "a:", "on:7d", "-on:-", "agent:agent:", "key:\"a\\\"b\"", "\x00", "\xff", strings.Repeat(`"`, 500), strings.Repeat("-", 999)} {
		f.Add(text)
	}
	parser := newParser(f)
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := parser.Parse(text, now, time.UTC)
		if err != nil {
			var found *filtertext.Error
			if !errors.As(err, &found) || found.Column < 1 || found.Column > utf8.RuneCountInString(text)+1 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if len(filter.Terms) > filtertext.MaxTerms || len(filter.Terms) > len(text) {
			t.Fatalf("%q has %d terms", text, len(filter.Terms))
		}
		written := filter.Text()
		if utf8.RuneCountInString(written) > filtertext.MaxLength {
			return
		}
		again, err := parser.Parse(written, now, time.UTC)
		if err != nil || cmp.Diff(filter.Terms, again.Terms) != "" {
			t.Errorf("%q is written as %q, which is %+v, %v; want %+v", text, written, again.Terms, err, filter.Terms)
		}
	})
}
