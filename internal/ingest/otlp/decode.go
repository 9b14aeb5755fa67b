package otlp

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

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

// decode reads body into message. A malformed part of it costs that part alone, which is counted in lost. decode fails with TooManyError before
// it decodes a body that would take much memory, and with UndecodableError where the body as a whole is not what its format demands.
func decode(body []byte, format Format, message proto.Message) (lost losses, err error) {
	if format == Protobuf {
		lost, err = decodeProtobuf(body, message)
	} else {
		lost, err = decodeJSON(body, message)
	}
	var tooMany TooManyError
	if err != nil && !errors.As(err, &tooMany) {
		err = &UndecodableError{cause: err}
	}
	return lost, err
}

// decodeProtobuf reads a body in protobuf. Nearly all are well formed, and the library reads these faster.
func decodeProtobuf(body []byte, message proto.Message) (losses, error) {
	if err := checkProtobuf(body, message.ProtoReflect().Descriptor()); err != nil {
		return losses{}, err
	}
	options := proto.UnmarshalOptions{DiscardUnknown: true}
	err := options.Unmarshal(body, message)
	if err == nil {
		return losses{}, nil
	}
	proto.Reset(message)
	var w wireReader
	switch isCut := w.message(message.ProtoReflect(), body) != nil; {
	case w.isTooMany:
		return losses{}, TooManyError{}
	case isCut:
		return losses{}, err
	}
	return w.lost, nil
}

// decodeJSON reads a body in the JSON of the protocol. It is that of protobuf except for ids, which are hexadecimal.
func decodeJSON(body []byte, message proto.Message) (losses, error) {
	if err := checkJSON(body); err != nil {
		return losses{}, err
	}
	decoder := json.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(body, []byte("\uFFFD"))))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return losses{}, err
	}
	if decoder.More() {
		return losses{}, errors.New("something follows the object")
	}
	object, ok := tree.(map[string]any)
	if !ok {
		return losses{}, errors.New("it is no object")
	}
	var r treeReader
	r.message(message.ProtoReflect(), object)
	return r.lost, r.err
}
