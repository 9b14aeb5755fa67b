package transcript_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

func TestAMessageIsShownByTheBeginningOfItsFirstLine(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"short":             {"Done.", "Done."},
		"several lines":     {"\n Done.\nThe cache is warm.", "Done."},
		"at the limit":      {strings.Repeat("é", 200), strings.Repeat("é", 200)},
		"one more":          {strings.Repeat("é", 201), strings.Repeat("é", 199) + "…"},
		"cut at a space":    {strings.Repeat("é", 198) + " and more", strings.Repeat("é", 198) + "…"},
		"nothing but space": {" \n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var e ingest.Event
			transcript.SetMessage(&e, test.text)
			if e.Input != test.want || e.Output != test.text {
				t.Errorf("input %q, want %q; output %q", e.Input, test.want, e.Output)
			}
		})
	}
}
