package otlp

import (
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// wireReader fills a message from protobuf that is malformed in places. A field says how long it is, so a malformed message costs that
// message alone, and what is around it is read.
type wireReader struct {
	lost losses
	at   trail
	// count is how many messages were read, isTooMany whether these are more than an export may have.
	count     int
	isTooMany bool
}

// message reads the fields of a message. It fails where a field does not end within it.
func (w *wireReader) message(into protoreflect.Message, body []byte) error {
	if w.count++; w.count > MaxElements || len(w.at) > maxNesting {
		w.isTooMany = true
	}
	for len(body) > 0 && !w.isTooMany {
		number, kind, n := protowire.ConsumeTag(body)
		if n < 0 {
			return protowire.ParseError(n)
		}
		length := protowire.ConsumeFieldValue(number, kind, body[n:])
		if length < 0 {
			return protowire.ParseError(length)
		}
		if f := into.Descriptor().Fields().ByNumber(number); f != nil {
			w.field(into, f, kind, body[:n+length], body[n:n+length])
		}
		body = body[n+length:]
	}
	return nil
}

// field sets a field. whole is the field with its tag, content what follows the tag.
func (w *wireReader) field(into protoreflect.Message, f protoreflect.FieldDescriptor, kind protowire.Type, whole, content []byte) {
	here := step{name: f.JSONName(), index: -1}
	if f.IsList() {
		here.index = into.Get(f).List().Len()
		here.position = here.index
	}
	w.at = append(w.at, here)
	defer func() { w.at = w.at[:len(w.at)-1] }()
	inner, length := protowire.ConsumeBytes(content)
	options := proto.UnmarshalOptions{Merge: true, DiscardUnknown: true}
	switch {
	case f.Message() != nil && kind == protowire.BytesType && length >= 0:
		w.inner(into, f, inner)
	case f.Kind() == protoreflect.StringKind && kind == protowire.BytesType && length >= 0:
		text := protoreflect.ValueOfString(strings.ToValidUTF8(string(inner), "\uFFFD"))
		if f.IsList() {
			into.Mutable(f).List().Append(text)
		} else {
			into.Set(f, text)
		}
	case options.Unmarshal(whole, into.Interface()) != nil:
		w.lost.add(w.at, f, "cannot be decoded")
	}
}

// inner sets a field that is a message, or appends it to a list.
func (w *wireReader) inner(into protoreflect.Message, f protoreflect.FieldDescriptor, body []byte) {
	var v protoreflect.Value
	if f.IsList() {
		v = into.Mutable(f).List().NewElement()
	} else {
		v = into.NewField(f)
	}
	if err := w.message(v.Message(), body); err != nil {
		w.lost.add(w.at, f, "cannot be decoded")
		return
	}
	if f.IsList() {
		into.Mutable(f).List().Append(v)
	} else {
		into.Set(f, v)
	}
}
