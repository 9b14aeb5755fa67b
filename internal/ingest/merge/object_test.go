package merge

import (
	"encoding/json"
	"testing"
)

func TestMembersAreMergedIntoAStoredObject(t *testing.T) {
	for name, test := range map[string]struct {
		stored string
		change func(o *object) bool
		want   string
		isSet  bool
	}{
		"a member is added":              {`{"a":1}`, func(o *object) bool { return o.merge(members(`{"b":2}`)) }, `{"a":1,"b":2}`, true},
		"one that is there stays":        {`{"a":1}`, func(o *object) bool { return o.merge(members(`{"a":2}`)) }, `{"a":1}`, false},
		"into nothing":                   {"", func(o *object) bool { return o.merge(members(`{"a":2}`)) }, `{"a":2}`, true},
		"nothing is added":               {"", func(o *object) bool { return o.merge(nil) }, "", false},
		"a text is added":                {"", func(o *object) bool { return o.add("a", "x") }, `{"a":"x"}`, true},
		"an empty text is not":           {"", func(o *object) bool { return o.add("a", "") }, "", false},
		"nor one that is there":          {`{"a":"x"}`, func(o *object) bool { return o.add("a", "y") }, `{"a":"x"}`, false},
		"a text is set":                  {`{"a":"x"}`, func(o *object) bool { return o.set("a", "y") }, `{"a":"y"}`, true},
		"the longer text is kept":        {`{"a":"x"}`, func(o *object) bool { return o.keepLonger("a", "xy") }, `{"a":"xy"}`, true},
		"but no number is replaced":      {`{"a":1}`, func(o *object) bool { return o.keepLonger("a", "xy") }, `{"a":1}`, false},
		"a member is dropped":            {`{"a":1,"b":2}`, func(o *object) bool { return o.drop("a") }, `{"b":2}`, true},
		"the last member is dropped":     {`{"a":1}`, func(o *object) bool { return o.drop("a") }, "", true},
		"one that is absent is not":      {`{"a":"b"}`, func(o *object) bool { return o.drop("b") }, `{"a":"b"}`, false},
		"white space stays as it was":    {`{ "a": 1 }`, func(o *object) bool { return o.drop("b") }, `{ "a": 1 }`, false},
		"a text that is no object stays": {`[broken`, func(o *object) bool { return o.set("a", "x") }, `[broken`, false},
		"null too":                       {`null`, func(o *object) bool { return o.merge(members(`{"a":1}`)) }, `null`, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := &object{stored: test.stored}
			if isSet := test.change(o); isSet != test.isSet || o.json() != test.want {
				t.Errorf("got %s (%v), want %s (%v)", o.json(), isSet, test.want, test.isSet)
			}
		})
	}
}

func members(text string) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		panic(err)
	}
	return m
}
