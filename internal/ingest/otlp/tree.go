package otlp

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// treeReader fills a message from JSON. What does not have the form that its field demands is left out, and the rest is read.
type treeReader struct {
	lost losses
	at   trail
	// err says that the request itself is malformed.
	err error
}

// message reads the members of an object in the order of the fields, so that the same object always has the same result. Unknown members are
// ignored, and a null is a member that is not there.
func (r *treeReader) message(into protoreflect.Message, object map[string]any) {
	fields := into.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		value, ok := object[f.JSONName()]
		if !ok {
			value = object[string(f.Name())]
		}
		if value == nil {
			continue
		}
		r.at = append(r.at, step{name: f.JSONName(), index: -1})
		r.field(into, f, value)
		r.at = r.at[:len(r.at)-1]
	}
}

// field sets a field from a value.
func (r *treeReader) field(into protoreflect.Message, f protoreflect.FieldDescriptor, value any) {
	if !f.IsList() {
		if v, ok := r.value(f, value, func() protoreflect.Value { return into.NewField(f) }); ok {
			into.Set(f, v)
		}
		return
	}
	items, ok := value.([]any)
	switch {
	case !ok && len(r.at) == 1:
		r.err = errors.New(f.JSONName() + " is no list")
		return
	case !ok:
		r.lost.add(r.at, f, "is no list")
		return
	}
	list := into.Mutable(f).List()
	for n, item := range items {
		here := &r.at[len(r.at)-1]
		here.index, here.position, here.key = n, list.Len(), keyOf(item)
		if v, ok := r.value(f, item, list.NewElement); ok {
			list.Append(v)
		}
	}
}

// keyOf returns the key of an attribute, "" for what is none.
func keyOf(item any) string {
	if object, ok := item.(map[string]any); ok {
		key, _ := object["key"].(string)
		return clean(key)
	}
	return ""
}

// value returns a value, or an element of a list; ok is false where it is malformed. create makes an empty one.
func (r *treeReader) value(f protoreflect.FieldDescriptor, item any, create func() protoreflect.Value) (v protoreflect.Value, ok bool) {
	if f.Message() != nil {
		object, ok := item.(map[string]any)
		if !ok {
			r.lost.add(r.at, f, "is no object")
			return v, false
		}
		v = create()
		r.message(v.Message(), object)
		return v, true
	}
	if v, ok = scalar(f, item); !ok {
		r.lost.add(r.at, f, "is not of the kind "+f.Kind().String())
	}
	return v, ok
}

// scalar returns a value that is no message. Numbers may be written as texts.
func scalar(f protoreflect.FieldDescriptor, item any) (v protoreflect.Value, ok bool) {
	text, isText := item.(string)
	if number, is := item.(json.Number); is {
		text = number.String()
	} else if !isText && f.Kind() != protoreflect.BoolKind {
		return v, false
	}
	switch f.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(text), isText
	case protoreflect.BytesKind:
		data, ok := bytesOf(f, text)
		return protoreflect.ValueOfBytes(data), ok && isText
	case protoreflect.BoolKind:
		is, ok := item.(bool)
		return protoreflect.ValueOfBool(is), ok
	case protoreflect.DoubleKind:
		number, err := strconv.ParseFloat(text, 64)
		return protoreflect.ValueOfFloat64(number), err == nil
	case protoreflect.EnumKind:
		return enumValue(f, text)
	default:
		return integer(f.Kind(), text)
	}
}

// enumValue returns a value of an enumeration, which is a number; some senders write its name.
func enumValue(f protoreflect.FieldDescriptor, text string) (v protoreflect.Value, ok bool) {
	if named := f.Enum().Values().ByName(protoreflect.Name(text)); named != nil {
		return protoreflect.ValueOfEnum(named.Number()), true
	}
	number, err := strconv.ParseInt(text, 10, 32)
	return protoreflect.ValueOfEnum(protoreflect.EnumNumber(number)), err == nil
}

// integer returns a whole number, which may be written as 1e3 or 5.0.
func integer(kind protoreflect.Kind, text string) (v protoreflect.Value, ok bool) {
	if strings.ContainsAny(text, ".eE") {
		whole, err := strconv.ParseFloat(text, 64)
		if err != nil || whole != math.Trunc(whole) || math.Abs(whole) >= 1<<63 {
			return v, false
		}
		text = strconv.FormatInt(int64(whole), 10)
	}
	switch kind {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		n, err := strconv.ParseInt(text, 10, 32)
		return protoreflect.ValueOfInt32(int32(n)), err == nil
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		n, err := strconv.ParseUint(text, 10, 32)
		return protoreflect.ValueOfUint32(uint32(n)), err == nil
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		n, err := strconv.ParseUint(text, 10, 64)
		return protoreflect.ValueOfUint64(n), err == nil
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		n, err := strconv.ParseInt(text, 10, 64)
		return protoreflect.ValueOfInt64(n), err == nil
	default:
		return v, false
	}
}

// bytesOf returns the bytes that a text stands for: hexadecimal for ids, else base64 in either alphabet, with or without padding.
func bytesOf(f protoreflect.FieldDescriptor, text string) (data []byte, ok bool) {
	var err error
	if strings.HasSuffix(string(f.Name()), "_id") {
		data, err = hex.DecodeString(text)
		return data, err == nil
	}
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	data, err = base64.RawStdEncoding.DecodeString(text)
	return data, err == nil
}
