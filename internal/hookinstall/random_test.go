package hookinstall_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// randomSettings writes settings as people and programs write them: any layout, order and repetition, and hooks of their own.
type randomSettings struct {
	*rand.Rand
	strings.Builder
	agent   agent.Agent
	newline string
	// values counts the values "user-N", each of which must survive.
	values int
}

func (r *randomSettings) one(of ...string) string { return of[r.IntN(len(of))] }

// space writes what may stand between two tokens.
func (r *randomSettings) space() {
	for range r.IntN(3) {
		r.WriteString(r.one("", " ", r.newline, r.newline+"  ", "\t"))
	}
	if r.agent.Hooks.Settings.Comments && r.IntN(8) == 0 {
		r.WriteString(r.one("/* c */", "// c"+r.newline, "/*"+r.newline+"*/ ", " // c "+r.newline+"\t"))
	}
}

// list writes values between brackets, each by a call of one of the functions.
func (r *randomSettings) list(opens, closes string, longest int, values ...func()) {
	r.WriteString(opens)
	n := r.IntN(longest + 1)
	for i := range n {
		r.space()
		values[r.IntN(len(values))]()
		r.space()
		if i < n-1 || r.agent.Hooks.Settings.Comments && r.IntN(6) == 0 {
			r.WriteString(",")
		}
	}
	r.space()
	r.WriteString(closes)
}

func (r *randomSettings) name(name string) {
	r.WriteString(`"` + name + `"`)
	r.space()
	r.WriteString(":")
	r.space()
}

// value writes what is not of hooks.
func (r *randomSettings) value() {
	r.values++
	fmt.Fprintf(r, `"user-%d"`, r.values)
}

func (r *randomSettings) settings() string {
	if r.IntN(10) == 0 {
		r.WriteString("\uFEFF")
	}
	if r.IntN(12) == 0 {
		return r.String() + r.one("", " ", "\n", "\r\n\t")
	}
	r.space()
	r.list("{", "}", 4, r.member, r.member, r.hooks)
	r.space()
	return r.String()
}

func (r *randomSettings) member() {
	r.name(r.one("model", "permissions", "a", "\\u0061", "é"))
	switch r.IntN(3) {
	case 0:
		r.list("{", "}", 2, func() { r.name(r.one("x", "hooks")); r.value() })
	case 1:
		r.list("[", "]", 3, r.value)
	default:
		r.value()
	}
}

func (r *randomSettings) hooks() {
	r.name(r.one("hooks", "hooks", "h\\u006foks"))
	r.list("{", "}", 4, r.event, func() { r.name("Other"); r.list("[", "]", 1, r.value) })
}

func (r *randomSettings) event() {
	events := r.agent.Hooks.Events
	r.name(events[r.IntN(len(events))].Name)
	r.list("[", "]", 2, r.group, r.value)
}

func (r *randomSettings) group() {
	r.list("{", "}", 2, func() { r.name("matcher"); r.value() }, func() { r.name("hooks"); r.list("[", "]", 2, r.handler) })
}

func (r *randomSettings) handler() {
	r.values++
	fmt.Fprintf(r, `{"type": "command", "command": "user-%d; X=1 htmlgraph hook --agent %s"}`, r.values, r.agent.Short)
}

// outside are edits that people make elsewhere than in our hooks: they must give the same whether the hooks are there or not.
var outside = []func(text string) string{
	func(text string) string { return text },
	func(text string) string { return text + " \n" },
	func(text string) string { return strings.Replace(text, `"user-1"`, `{"edited": [1, 2]}`, 1) },
	func(text string) string { return strings.ReplaceAll(text, "X=1 ", "") },
}

// within are edits in the middle of our hooks.
var within = []func(text string) string{
	func(text string) string { return strings.Replace(text, `"timeout"`, `"user-0": "user-0","timeout"`, 3) },
	func(text string) string { return strings.ReplaceAll(text, `"hooks":`, `"user-0": [],"hooks":`) },
	func(text string) string { return strings.ReplaceAll(text, ` hook --agent`, ` hook --db 'a b' --agent`) },
	func(text string) string {
		return strings.Replace(text, `"type"`, `"type":"command","command":"user-0"},{"type"`, 2)
	},
}

func TestRandomSettings(t *testing.T) {
	for _, which := range agent.All() {
		t.Run(which.Short, func(t *testing.T) {
			for seed := range uint64(40) {
				r := &randomSettings{Rand: rand.New(rand.NewPCG(seed, 1)), agent: which}
				r.newline = r.one("\n", "\n", "\r\n")
				c := randomCase{folder: filepath.Join(tempFolder(t), "x"), agent: which, options: recorded(t, false), before: r.settings(), values: r.values}
				c.path = filepath.Join(c.folder, which.Hooks.Settings.File)
				edit := r.IntN(len(outside) + len(within))
				if edit < len(outside) {
					c.editOutside(t, outside[edit])
				} else {
					c.editWithin(t, within[edit-len(outside)])
				}
				if t.Failed() {
					t.Fatalf("seed %d, edit %d", seed, edit)
				}
			}
		})
	}
}

// randomCase is one file of settings.
type randomCase struct {
	folder, path string
	agent        agent.Agent
	options      hookinstall.Options
	before       string
	values       int
}

// install writes the settings and adds hooks to them.
func (c randomCase) install(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(c.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, c.path, c.before)
	if _, err := hookinstall.Apply(t.Context(), c.agent, c.folder, c.options); err != nil {
		t.Fatalf("%v\n%s", err, c.before)
	}
}

func (c randomCase) editOutside(t *testing.T, edit func(string) string) {
	t.Helper()
	c.install(t)
	write(t, c.path, edit(read(t, c.path)))
	edited := read(t, c.path)
	apply(t, c.agent, c.folder, removing(c.options))
	if want := edit(c.before); read(t, c.path) != want && strings.TrimSpace(strings.Trim(want, "\uFEFF")) != "" {
		t.Errorf("became\n%q, want\n%q\nfrom\n%s", read(t, c.path), want, edited)
	}
}

// editWithin expects that nothing is lost but our commands, and nothing is added.
func (c randomCase) editWithin(t *testing.T, edit func(string) string) {
	t.Helper()
	c.install(t)
	edited := edit(read(t, c.path))
	write(t, c.path, edited)
	if _, err := hookinstall.Apply(t.Context(), c.agent, c.folder, removing(c.options)); err != nil {
		t.Fatalf("%v\n%s", err, edited)
	}
	after := read(t, c.path)
	if strings.Contains(after, program) || !isPart(after, edited) {
		t.Errorf("became\n%s\nfrom\n%s", after, edited)
	}
	for n := range c.values {
		if value := fmt.Sprintf("user-%d", n+1); strings.Count(after, value) != strings.Count(edited, value) {
			t.Errorf("%s is lost:\n%s\nfrom\n%s", value, after, edited)
		}
	}
	if _, err := hookinstall.Apply(t.Context(), c.agent, c.folder, c.options); err != nil {
		t.Errorf("%v\n%s", err, after)
	}
}

// isPart reports whether a text is another without some of its characters, white space aside.
func isPart(text, whole string) bool {
	rest := []rune(whole)
	for _, c := range text {
		for !unicode.IsSpace(c) {
			if len(rest) == 0 {
				return false
			}
			first := rest[0]
			rest = rest[1:]
			if first == c {
				break
			}
		}
	}
	return true
}
