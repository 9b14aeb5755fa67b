package jsonnames_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
)

// many returns an object with n members, and after them what follows.
func many(n int, follows string) string {
	var members strings.Builder
	for i := range n {
		fmt.Fprintf(&members, `"m%d":%d,`, i, i)
	}
	return "{" + members.String() + follows + "}"
}

func TestOnlyTheLastMemberOfANameIsKept(t *testing.T) {
	for name, test := range map[string]struct {
		in, want string
		path     []string
	}{
		"unique names":                 {`{"a":{"a":1},"b":[{"a":1},{"a":2}], "c":"a"}`, `{"a":{"a":1},"b":[{"a":1},{"a":2}], "c":"a"}`, nil},
		"no object":                    {`"a"`, `"a"`, nil},
		"a list":                       {`["a","a"]`, `["a","a"]`, nil},
		"two":                          {`{"id":"a","id":"b"}`, `{"id":"b"}`, []string{"id"}},
		"three":                        {`{"id":1,"x":{},"id":2,"id":3}`, `{"x":{},"id":3}`, []string{"id"}},
		"the same value":               {`{"id":"a","id":"a"}`, `{"id":"a"}`, []string{"id"}},
		"an escaped name":              {`{"id":1,"\u0069d":2}`, `{"\u0069d":2}`, []string{"id"}},
		"names that differ in case":    {`{"id":1,"ID":2}`, `{"id":1,"ID":2}`, nil},
		"an empty name":                {`{"":1,"":2}`, `{"":2}`, []string{""}},
		"a quote in a name":            {`{"\"":1,"\"":2}`, `{"\"":2}`, []string{`"`}},
		"within a list":                {`[{"a":1},{"b":[0,{"c":1,"c":2}]}]`, `[{"a":1},{"b":[0,{"c":2}]}]`, []string{"1", "b", "1", "c"}},
		"within one that is replaced":  {`{"a":{"b":1,"b":2},"a":{"c":1,"c":2},"d":0}`, `{"a":{"c":2},"d":0}`, []string{"a", "b"}},
		"after objects":                {`{"a":{"b":1},"c":{"b":1},"a":3}`, `{"c":{"b":1},"a":3}`, []string{"a"}},
		"spaces":                       {"{ \"a\" : 1 ,\n \"a\" : 2 }", "{ \"a\" : 2 }", []string{"a"}},
		"the last of many names":       {many(40, `"m7":0`), strings.Replace(many(40, `"m7":0`), `"m7":7,`, "", 1), []string{"m7"}},
		"the last of many names twice": {many(40, `"m7":0,"m7":1`), strings.Replace(many(40, `"m7":1`), `"m7":7,`, "", 1), []string{"m7"}},
		"brackets in texts":            {`{"a":"}]{[,\"","b":"\\","a":","}`, `{"b":"\\","a":","}`, []string{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(jsonnames.KeepLast([]byte(test.in))); got != test.want {
				t.Errorf("kept %s\nwant %s", got, test.want)
			}
			if got := jsonnames.Repeated([]byte(test.in)); !reflect.DeepEqual(got, test.path) {
				t.Errorf("repeated: %q, want %q", got, test.path)
			}
		})
	}
}

// FuzzKeepLast demands that encoding/json, which takes the last of several members, reads the same from a value and from what is kept of it,
// and that another parser, which takes the first, reads the same from it too.
func FuzzKeepLast(f *testing.F) {
	for _, seed := range []string{`{"a":1,"a":{"b":[1,{"c":1,"c":2}]}}`, `[{"a":"\"","\u0061":"\\"}]`, many(40, `"m1":{"x":1,"x":2}`), `"x"`, `{"\ud800":1,"\ufffd":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		if !json.Valid(value) || !utf8.Valid(value) {
			return
		}
		kept := jsonnames.KeepLast(value)
		if !json.Valid(kept) || jsonnames.Repeated(kept) != nil {
			t.Fatalf("%s became %s", value, kept)
		}
		if jsonnames.Repeated(value) == nil != bytes.Equal(kept, value) {
			t.Fatalf("%s became %s, but has repeated names in %q", value, kept, jsonnames.Repeated(value))
		}
		if want, got := read(t, value), read(t, kept); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is read from %s, want %s", got, kept, want)
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(kept, &object) == nil {
			for name, raw := range object {
				if first := firstMember(kept, name); first != string(raw) {
					t.Fatalf("%q of %s is %s and %s", name, kept, first, raw)
				}
			}
		}
	})
}

func read(t *testing.T, value []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}

// firstMember returns the first member with a name as gjson finds it.
func firstMember(object []byte, name string) string {
	var found string
	gjson.ParseBytes(object).ForEach(func(key, value gjson.Result) bool {
		var text string
		if json.Unmarshal([]byte(key.Raw), &text) == nil && text == name {
			found = value.Raw
			return false
		}
		return true
	})
	return found
}

func BenchmarkKeepLast(b *testing.B) {
	line := []byte(`{"parentUuid":"6a0b1c2d","isSidechain":false,"userType":"external","cwd":"/home/dev/project","sessionId":"s","version":"2","type":"assistant",` +
		`"message":{"id":"m","role":"assistant","model":"x","content":[{"type":"text","text":"` + strings.Repeat("some words of an answer. ", 60) +
		`"},{"type":"tool_use","id":"t","name":"Bash","input":{"command":"go test ./..."}}],"usage":{"input_tokens":1,"output_tokens":2}},"uuid":"u","timestamp":"t"}`)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if len(jsonnames.KeepLast(line)) != len(line) {
			b.Fatal("the line has repeated names")
		}
	}
}
