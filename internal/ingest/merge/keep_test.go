package merge

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestWhichOfTwoTextsIsKept(t *testing.T) {
	for name, test := range map[string]struct {
		rule                  func(*string, string) bool
		known, reported, want string
	}{
		"an empty text is filled":                      {setIfEmpty[string], "", "new", "new"},
		"a text that is there stays":                   {setIfEmpty[string], "old", "new", "old"},
		"nothing fills nothing":                        {setIfEmpty[string], "", "", ""},
		"the longer text wins":                         {keepLonger, "ls", "ls -l", "ls -l"},
		"a shorter text does not":                      {keepLonger, "ls -l", "ls", "ls -l"},
		"of two of the same length the first by order": {keepLonger, "b", "a", "a"},
		"whichever came first":                         {keepLonger, "a", "b", "a"},
		"any text wins over none":                      {keepLonger, "", "a", "a"},
		"the last text wins":                           {replace, "old", "new", "new"},
		"but not an empty one":                         {replace, "old", "", "old"},
	} {
		t.Run(name, func(t *testing.T) {
			got := test.known
			isSet := test.rule(&got, test.reported)
			if got != test.want || isSet != (test.known != test.want) {
				t.Errorf("%q and %q give %q, and it reports %v; want %q", test.known, test.reported, got, isSet, test.want)
			}
		})
	}
}

func TestTheEarlierTimeIsKept(t *testing.T) {
	for name, test := range map[string]struct{ known, reported, want model.Instant }{
		"an earlier one":                {at(2), at(1), at(1)},
		"not a later one":               {at(1), at(2), at(1)},
		"the first":                     {"", at(1), at(1)},
		"none says nothing":             {at(1), "", at(1)},
		"the same time in another form": {"2026-03-18 12:00:01", at(1), "2026-03-18 12:00:01"},
	} {
		t.Run(name, func(t *testing.T) {
			got := test.known
			if isSet := keepEarlier(&got, test.reported); got != test.want || isSet != (got != test.known) {
				t.Errorf("got %q (%v), want %q", got, isSet, test.want)
			}
		})
	}
}
