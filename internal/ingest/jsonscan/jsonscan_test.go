package jsonscan_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
)

// records are the seeds: each begins another kind of record that must be, or must not be, an object.
var records = []string{
	`{}`, ` { } `, `{"a":1}`, `{"a":{"b":[1,2,{"c":"d"}]},"e":null,"f":true,"g":false}`, "\uFEFF{\"a\":1}", "{\"a\":\"\xff\"}", "\xff{}", "{}\xff",
	`{"a":"b\"c\\","d":"\\\\"}`, `{"a":"\u00e4\ud83d\ude00\ud83d x \ude00\ud83d\u0041"}`, `{"\u0061":1,"a":2}`, `{"a":1,"a":2}`, `{"a":{"b":1,"b":2},"c":{"b":3}}`, `{"a":"0123456789 abcdef ä \n\t\r\b\f\/"}`,
	`{"a":01}`, `{"a":-}`, `{"a":-0.5e+10}`, `{"a":1.}`, `{"a":1e}`, `{"a":tru}`, `{"a":"\x"}`, `{"a":"\u12g4"}`, "{\"a\":\"\n\"}", `{"a":"`, `{"a"`, `{"a":}`,
	`{"a":1,}`, `{,"a":1}`, `{"a":[1,]}`, `{"a":1}}`, `{"a":1} x`, `[1]`, `"a"`, `1`, ``, `{"a":1 "b":2}`, `{a:1}`, "{\"a\":\"12345678\x1f\"}", `{"":""}`,
	"{\"a\":\"1234567\u00e4\u20ac\U0001F600\"}", strings.Repeat(`{"a":`, 512) + "1" + strings.Repeat("}", 512),
	strings.Repeat(`{"a":`, 513) + "1" + strings.Repeat("}", 513), `{"a":` + strings.Repeat("[", 511) + strings.Repeat("]", 511) + `}`,
}

// FuzzObject compares what is read of a record with what gjson reads of it: whether it is an object, and all members of all values in it.
func FuzzObject(f *testing.F) {
	for _, record := range records {
		f.Add([]byte(record))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		text := strings.TrimPrefix(strings.ToValidUTF8(string(record), "\uFFFD"), "\uFEFF")
		want := gjson.Valid(text) && depth(text) <= 512 && gjson.Parse(text).IsObject()
		object, ok := jsonscan.Object(record)
		if ok != want {
			t.Fatalf("%q is an object: %v, not %v", record, ok, want)
		}
		if wanted := gjson.Valid(string(record)) && utf8.Valid(record) && depth(string(record)) <= 512; jsonscan.Valid(record) != wanted {
			t.Errorf("%q is valid: %v, not %v", record, !wanted, wanted)
		}
		if ok {
			compare(t, object, gjson.ParseBytes(jsonnames.KeepLast([]byte(strings.TrimSpace(text)))))
		}
	})
}

// compare compares the values in a value with those that gjson finds there.
func compare(t *testing.T, got, want gjson.Result) {
	t.Helper()
	type member struct {
		Name  string
		Value gjson.Result
	}
	var mine, theirs []member
	jsonscan.Each(got, func(name string, value gjson.Result) bool { mine = append(mine, member{name, value}); return true })
	if want.IsObject() || want.IsArray() {
		want.ForEach(func(name, value gjson.Result) bool {
			theirs = append(theirs, member{name.Str, value})
			return true
		})
	}
	if diff := cmp.Diff(theirs, mine, cmpopts.IgnoreFields(gjson.Result{}, "Index", "Indexes"), cmpopts.EquateNaNs()); diff != "" {
		t.Fatalf("the members of %q differ: %s", want.Raw, diff)
	}
	first := map[string]gjson.Result{}
	for _, m := range theirs {
		if _, known := first[m.Name]; !known {
			first[m.Name] = m.Value
		}
		compare(t, m.Value, m.Value)
		if found := jsonscan.Get(got, m.Name); want.IsObject() && found.Raw != first[m.Name].Raw {
			t.Errorf("the member %q of %q is %q, not %q", m.Name, want.Raw, found.Raw, first[m.Name].Raw)
		}
	}
	several := jsonscan.Several(got, "a", "b", "")
	for i, name := range []string{"a", "b", ""} {
		if diff := cmp.Diff(jsonscan.Get(got, name), several[i], cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("the member %q of %q differs beside others: %s", name, want.Raw, diff)
		}
	}
	if jsonscan.Get(got, "a name that is not there").Exists() {
		t.Errorf("%q has a member that is not there", want.Raw)
	}
}

// depth returns how deep the values in a text are nested.
func depth(text string) (deepest int) {
	level, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}', c == ']':
			level--
		}
	}
	return deepest
}

// FuzzMembersOfAnything checks that no text, valid or not, makes a search for members fail or last forever.
func FuzzMembersOfAnything(f *testing.F) {
	for _, record := range records {
		f.Add(record)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		value := gjson.Result{Type: gjson.JSON, Raw: raw}
		members := 0
		jsonscan.Each(value, func(string, gjson.Result) bool { members++; return true })
		if members > len(raw) {
			t.Errorf("%q has %d members", raw, members)
		}
		jsonscan.Get(value, "a")
	})
}

func TestAnObjectIsNotCopied(t *testing.T) {
	line := []byte(`{"text":"` + strings.Repeat("x", 1<<16) + `","other":"y"}`)
	read := func() {
		object, ok := jsonscan.Object(line)
		if other := jsonscan.Get(object, "other"); !ok || other.Str != "y" {
			t.Fatalf("other is %v", other)
		}
	}
	if bytes := testing.AllocsPerRun(100, read); bytes > 2 {
		t.Errorf("reading a member allocates %v times", bytes)
	}
}

// TestALongTextIsTruncated checks that what is made of a long string is truncated further as the whole text would be.
func TestALongTextIsTruncated(t *testing.T) {
	const long = 17 << 20
	for name, test := range map[string]struct{ part, end string }{
		"plain":                {"0123456789abcdef", ""},
		"not of ASCII":         {"äöü€😀 ", ""},
		"escapes":              {"some \"words\"\n\tand \x01\\", ""},
		"truncated before":     {"word ", "… [truncated from 20000000 characters]"},
		"by an older release":  {"word ", "… [12345 characters truncated]"},
		"ends like a mark":     {"word ", "from 12 characters]"},
		"nothing but escapes":  {"\x01\x02", ""},
		"few characters, long": {strings.Repeat("\\", 60), ""},
	} {
		t.Run(name, func(t *testing.T) {
			whole := strings.Repeat(test.part, long/len(test.part)+1) + test.end
			record, err := json.Marshal(map[string]string{"text": whole})
			if err != nil {
				t.Fatal(err)
			}
			object, ok := jsonscan.Object(record)
			value := jsonscan.Get(object, "text")
			if !ok || len(value.Str) > 4*ingest.MaxStoredText+100 {
				t.Fatalf("an object: %v, with a text of %d bytes", ok, len(value.Str))
			}
			for _, limit := range []int{ingest.MaxStoredText, 80} {
				if got, want := ingest.Truncate(value.Str, limit), ingest.Truncate(whole, limit); got != want {
					t.Errorf("truncated to %d it ends with %q, not %q", limit, got[max(0, len(got)-60):], want[max(0, len(want)-60):])
				}
			}
		})
	}
}

func TestTheLengthOfALongTextIsKnown(t *testing.T) {
	for _, length := range []int{0, 1000, 20 << 20} {
		object, _ := jsonscan.Object([]byte(`{"data":"\/` + strings.Repeat("A", length) + `"}`))
		if got := jsonscan.TextLength(jsonscan.Get(object, "data")); got != length+1 {
			t.Errorf("the length is %d, not %d", got, length+1)
		}
	}
}
