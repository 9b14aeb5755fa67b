package otlp

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Format is how a request is written.
type Format int

// The formats of the protocol over HTTP.
const (
	Protobuf Format = iota
	JSON
)

// UndecodableError says that a request does not have the form that its format demands.
type UndecodableError struct{ cause error }

// Error returns the text for the sender.
func (e *UndecodableError) Error() string {
	// The library puts one of two spaces into its errors, so that programs do not compare them.
	return "The body cannot be decoded: " + strings.ReplaceAll(e.cause.Error(), "\u00a0", " ")
}

// Unwrap returns the cause.
func (e *UndecodableError) Unwrap() error { return e.cause }

// decode reads body into message. It fails with TooManyError before it decodes a body that would take much memory.
func decode(body []byte, format Format, message proto.Message) error {
	err := checkJSON(body)
	if format == Protobuf {
		err = checkProtobuf(body, message.ProtoReflect().Descriptor())
	}
	if err != nil {
		return err
	}
	if format == Protobuf {
		err = proto.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(body, message)
	} else {
		err = decodeJSON(body, message)
	}
	if err != nil {
		return &UndecodableError{cause: err}
	}
	return nil
}

// decodeJSON reads the JSON of the protocol. It is that of protobuf except for ids, which are hexadecimal.
func decodeJSON(body []byte, message proto.Message) error {
	decoder := json.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(body, []byte("\uFFFD"))))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return err
	}
	if decoder.More() {
		return fmt.Errorf("something follows the object")
	}
	if _, ok := tree.(map[string]any); !ok {
		return fmt.Errorf("it is no object")
	}
	rewriteIDs(tree)
	body, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	return protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(body, message)
}

// ids are the members that hold ids. Attributes are lists of keys and values: none is mistaken for an id.
var ids = map[string]bool{
	"traceId": true, "spanId": true, "parentSpanId": true, "trace_id": true, "span_id": true, "parent_span_id": true,
}

// rewriteIDs writes the ids in tree as base64. One that is not hexadecimal is left out: the record is useful without it.
func rewriteIDs(tree any) {
	switch value := tree.(type) {
	case map[string]any:
		for name, member := range value {
			if !ids[name] {
				rewriteIDs(member)
				continue
			}
			text, _ := member.(string)
			id, err := hex.DecodeString(text)
			if err != nil {
				id = nil
			}
			value[name] = base64.StdEncoding.EncodeToString(id)
		}
	case []any:
		for _, member := range value {
			rewriteIDs(member)
		}
	}
}
