package terminal_test

import (
	"errors"
	"fmt"
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
		if n, err := write(&out, text); n != len(text) || err != nil || out.String() != want {
			t.Errorf("%q is printed as %q, %d, %v; want %q", text, out.String(), n, err, want)
		}
	}
	if got := terminal.Name("a\nb\tc"); got != `a\nb\tc` {
		t.Errorf("a name is shown as %q", got)
	}
}

// write prints a text and nothing after it.
func write(out *strings.Builder, text string) (int, error) {
	printer := terminal.Writer(out)
	n, err := printer.Write([]byte(text))
	return n, errors.Join(err, printer.Close())
}

// TestACharacterMayBeCutBetweenTwoWrites at each of its bytes, also one that is not to be sent.
func TestACharacterMayBeCutBetweenTwoWrites(t *testing.T) {
	for text, want := range map[string]string{
		"Grüße, 世界 👋":    "Grüße, 世界 👋",
		"a\u202eb\u009b": `a\u202eb\u009b`,
		"ü\xc3":          `ü\xc3`,
		"\xf0\x9f\x91":   `\xf0\x9f\x91`,
		"\xf0a\xff\xfe":  `\xf0a\xff\xfe`,
		"\x80\x80\x80x":  `\x80\x80\x80x`,
	} {
		var single strings.Builder
		printer := terminal.Writer(&single)
		for i := range len(text) {
			if n, err := printer.Write([]byte{text[i]}); n != 1 || err != nil {
				t.Errorf("%d, %v", n, err)
			}
		}
		if err := printer.Close(); err != nil || single.String() != want {
			t.Errorf("%q byte by byte is printed as %q, %v", text, single.String(), err)
		}
		for cut := range len(text) {
			var out strings.Builder
			printer := terminal.Writer(&out)
			fmt.Fprint(printer, text[:cut])
			fmt.Fprint(printer, text[cut:])
			if printer.Close(); out.String() != want {
				t.Errorf("%q cut at %d is printed as %q", text, cut, out.String())
			}
		}
	}
}
