package words_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/words"
)

func TestOfALongTextTheBeginningAndTheEndAreSearched(t *testing.T) {
	long := "first " + strings.Repeat("ä", words.Head) + " middle " + strings.Repeat("ö", words.Tail) + " last"
	got := words.Searched(long, false)
	if len(got) > words.Head+words.Tail+1 || !strings.HasPrefix(got, "first ") || !strings.HasSuffix(got, " last") || strings.Contains(got, "middle") ||
		strings.ToValidUTF8(got, "") != got {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
	for text, want := range map[string]string{
		"short":                       "short",
		`{"a":"one\ntwo\\nthree"}`:    `{"a":"one  two  nthree"}`,
		`{"a":"\u003cb\u003e \"c\""}`: `{"a":"      b         c  "}`,
		`ends with \`:                 `ends with  `,
		"\\ä":                         " ä",
	} {
		if got := words.Searched(text, true); got != want {
			t.Errorf("%q is searched as %q, want %q", text, got, want)
		}
	}
}
