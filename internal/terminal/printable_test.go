package terminal_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

func TestControlCharactersAreShown(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                "plain",
		"Grüße, 世界 👋":          "Grüße, 世界 👋",
		"a line\n\tand a tab":  "a line\n\tand a tab",
		"\x1b[31mred\x1b[0m":   `\x1b[31mred\x1b[0m`,
		"\x1b]52;c;cGFzdGU=\a": `\x1b]52;c;cGFzdGU=\x07`,
		"one\rtwo":             `one\rtwo`,
		"\x00\b\x7f":           `\x00\x08\x7f`,
		"\u009b31m":            `\u009b31m`,
		"\x9b31m":              `\x9b31m`,
		"user\u202etxt.exe":    `user\u202etxt.exe`,
		"\u2066isolated\u2069": `\u2066isolated\u2069`,
		"separated\u2028lines": `separated\u2028lines`,
	} {
		var out strings.Builder
		if n, err := terminal.Writer(&out).Write([]byte(text)); n != len(text) || err != nil || out.String() != want {
			t.Errorf("%q is printed as %q, %d, %v; want %q", text, out.String(), n, err, want)
		}
	}
	if got := terminal.Name("a\nb\tc"); got != `a\nb\tc` {
		t.Errorf("a name is shown as %q", got)
	}
}
