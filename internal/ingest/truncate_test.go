package ingest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestALongTextIsTruncatedWithAMark(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"empty":                           {"", ""},
		"at the limit":                    {strings.Repeat("z", 50), strings.Repeat("z", 50)},
		"é at the limit":                  {strings.Repeat("é", 50), strings.Repeat("é", 50)},
		"one more":                        {strings.Repeat("z", 51), "zzzzzzzzzz… [truncated from 51 characters]"},
		"é, one more":                     {strings.Repeat("é", 51), "éééééééééé… [truncated from 51 characters]"},
		"four bytes":                      {strings.Repeat("🚀", 1050), "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀… [truncated from 1050 characters]"},
		"truncated by an earlier release": {strings.Repeat("z", 60) + "… [40 characters truncated]", "zzzzzzzzzz… [truncated from 100 characters]"},
		"a NUL":                           {"a\x00b", "a\uFFFDb"},
		"broken UTF-8":                    {"a\xffb", "a\uFFFDb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Truncate(test.text, 50); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestTruncatingInStepsIsTruncatingAtOnce: a source may shorten a payload before another one shortens its texts.
func TestTruncatingInStepsIsTruncatingAtOnce(t *testing.T) {
	for _, length := range []int{100, 999, 5_000, 100_000} {
		text := strings.Repeat("aé列🚀", length/4)
		atOnce := Truncate(text, 60)
		if again := Truncate(atOnce, 60); again != atOnce {
			t.Errorf("%q truncated again is %q", atOnce, again)
		}
		for _, first := range []int{61, 80, 99, 500, 4_096} {
			if inSteps := Truncate(Truncate(text, first), 60); inSteps != atOnce {
				t.Errorf("%d characters by way of %d: %q, want %q", length, first, inSteps, atOnce)
			}
		}
	}
}

func TestALongIDIsReplacedByAHash(t *testing.T) {
	for _, letter := range []string{"z", "é", "🚀"} {
		if id := strings.Repeat(letter, MaxID); ID(id) != id {
			t.Errorf("%d times %s became %s", MaxID, letter, ID(id))
		}
		long := strings.Repeat(letter, MaxID+1)
		hashed := ID(long)
		if !strings.HasPrefix(hashed, "long-") || len(hashed) != len("long-")+24 {
			t.Errorf("%d times %s became %s", MaxID+1, letter, hashed)
		}
		if ID(long) != hashed || ID(hashed) != hashed || ID(long+letter) == hashed {
			t.Errorf("the hash %s is not one of the id alone", hashed)
		}
	}
}

func TestALongValueIsReplacedByItsBeginning(t *testing.T) {
	short := json.RawMessage(`{"a": "<é>"}`)
	if got := truncateJSON(short); string(got) != string(short) {
		t.Errorf("%s became %s", short, got)
	}
	long := json.RawMessage(`{"a": "` + strings.Repeat("é", MaxStoredText) + `"}`)
	var object struct{ Truncated string }
	if err := json.Unmarshal(truncateJSON(long), &object); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("… [truncated from %d characters]", utf8.RuneCount(long))
	if !strings.HasPrefix(object.Truncated, `{"a": "éé`) || !strings.HasSuffix(object.Truncated, want) {
		t.Errorf("%.20q … %q, want %q", object.Truncated, object.Truncated[len(object.Truncated)-50:], want)
	}
	if got := truncateJSON(json.RawMessage(`{`)); got != nil {
		t.Errorf("what is not JSON became %s", got)
	}
}
