package jsonscan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
)

func TestLongTextsOfAValueAreShortened(t *testing.T) {
	long := strings.Repeat("é", 20)
	shortening := jsonscan.Shortening{
		Longest: 12, Most: 100, LeftOut: "whole", Text: func(text string) string { return text[:2] + "…" },
	}
	for name, test := range map[string]struct {
		value, want string
		isTooLarge  bool
	}{
		"short texts stay as they stand":   {`{"a": "b\u00e9\n", "n": 1.50, "t": true, "z": null}`, `{"a":"b\u00e9\n","n":1.50,"t":true,"z":null}`, false},
		"long ones at any depth are cut":   {`{"a": [{"b": "` + long + `"}, "` + long + `"]}`, `{"a":[{"b":"é…"},"é…"]}`, false},
		"escapes are read before":          {`["` + strings.Repeat(`\u00e9`, 20) + `"]`, `["é…"]`, false},
		"a name that is left out":          {`{"whole": "` + long + `", "b": {"whole": "` + long + `", "c": 1}}`, `{"b":{"c":1}}`, false},
		"what is short under that name":    {`{"whole": "short", "b": 1}`, `{"whole":"short","b":1}`, false},
		"brackets and commas within texts": {`{"a": "},{[", "b": []}`, `{"a":"},{[","b":[]}`, false},
		"empty values":                     {`{"a": {}, "b": [], "c": ""}`, `{"a":{},"b":[],"c":""}`, false},
		"a value of many short texts":      {`[` + strings.Repeat(`"short",`, 50) + `1]`, "", true},
		"a text alone":                     {`"` + long + `"`, `"é…"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := shortening.Apply(gjson.Parse(test.value))
			if ok == test.isTooLarge || ok && (string(got) != test.want || !json.Valid(got)) {
				t.Errorf("%s, %t, want %s", got, ok, test.want)
			}
		})
	}
}
