package otlp

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	common "go.opentelemetry.io/proto/otlp/common/v1"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Bounds on what is kept of a record.
const (
	maxAttributes = 128
	maxDepth      = 16
)

// attributes are those of a record, in plain values: texts, numbers, booleans, lists and objects.
type attributes map[string]any

// add adds the attributes that are not there yet, and that have a value.
func (a attributes) add(list []*common.KeyValue) {
	for _, pair := range list {
		if len(a) >= maxAttributes {
			return
		}
		key := clean(pair.GetKey())
		if _, there := a[key]; there || key == "" {
			continue
		}
		if value := plain(pair.GetValue(), 0); value != nil {
			a[key] = value
		}
	}
}

// plain returns a value as JSON can hold it, nil for one that is nested too deep.
func plain(value *common.AnyValue, depth int) any {
	if depth > maxDepth {
		return nil
	}
	switch v := value.GetValue().(type) {
	case *common.AnyValue_StringValue:
		return clean(v.StringValue)
	case *common.AnyValue_BoolValue:
		return v.BoolValue
	case *common.AnyValue_IntValue:
		return v.IntValue
	case *common.AnyValue_DoubleValue:
		if math.IsNaN(v.DoubleValue) || math.IsInf(v.DoubleValue, 0) {
			return nil
		}
		return v.DoubleValue
	case *common.AnyValue_BytesValue:
		return clean(base64.StdEncoding.EncodeToString(v.BytesValue))
	case *common.AnyValue_ArrayValue:
		list := []any{}
		for _, item := range v.ArrayValue.GetValues() {
			list = append(list, plain(item, depth+1))
		}
		return list
	case *common.AnyValue_KvlistValue:
		object := map[string]any{}
		for _, pair := range v.KvlistValue.GetValues() {
			object[clean(pair.GetKey())] = plain(pair.GetValue(), depth+1)
		}
		return object
	default:
		return nil
	}
}

// clean returns a text that can be stored: valid UTF-8, without NUL, and truncated where it is too long.
func clean(text string) string { return ingest.Truncate(text, ingest.MaxEventText) }

// text returns the first of the attributes that is a text, a number or a boolean, as text.
func (a attributes) text(keys ...string) string {
	for _, key := range keys {
		switch v := a[key].(type) {
		case string:
			if v != "" && v != "undefined" {
				return v
			}
		case int64:
			return strconv.FormatInt(v, 10)
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			return strconv.FormatBool(v)
		}
	}
	return ""
}

// number returns the first of the attributes that is a number, also one that is written as text.
func (a attributes) number(keys ...string) (float64, bool) {
	for _, key := range keys {
		if text := a.text(key); text != "" {
			if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
				return f, true
			}
		}
	}
	return 0, false
}

// count returns the first of the attributes that is a number, rounded and not negative, 0 if none is.
func (a attributes) count(keys ...string) int64 {
	for _, key := range keys {
		if n, ok := a[key].(int64); ok {
			return max(0, n)
		}
		if f, ok := a.number(key); ok {
			return max(0, model.Integer(math.Round(f)))
		}
	}
	return 0
}

// seconds returns a duration that is written in milliseconds, nil if there is none.
func (a attributes) seconds(keys ...string) *float64 {
	ms, ok := a.number(keys...)
	if !ok || ms < 0 {
		return nil
	}
	seconds := ms / 1000
	return &seconds
}

// object returns an attribute as a JSON object, also one that is written as text, nil for anything else.
func (a attributes) object(keys ...string) json.RawMessage {
	for _, key := range keys {
		var data []byte
		switch v := a[key].(type) {
		case string:
			data = []byte(v)
		case map[string]any:
			data, _ = json.Marshal(v) //nolint:errcheck // plain values can always be written
		}
		text := string(data)
		if _, ok := model.Object(&text); ok {
			return jsonnames.KeepLast(data)
		}
	}
	return nil
}

// private are the attributes that name the person that works with the agent. They are not stored.
var private = []string{"user.", "organization.", "enduser."}

// context returns the attributes for the context of an event, without those that name the user.
func (a attributes) context(extra map[string]string) map[string]json.RawMessage {
	kept := map[string]json.RawMessage{}
	for key, value := range a {
		if value == nil || isPrivate(key) {
			continue
		}
		if data, err := json.Marshal(value); err == nil {
			kept[key] = data
		}
	}
	for key, value := range extra {
		if value != "" {
			kept[key], _ = json.Marshal(value) //nolint:errcheck // a text can always be written
		}
	}
	return kept
}

func isPrivate(key string) bool {
	for _, prefix := range private {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}
