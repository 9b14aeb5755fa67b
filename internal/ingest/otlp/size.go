package otlp

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// MaxElements is the largest number of elements of an export: its records, spans and data points, their attributes and the values of
// these. Each takes hundreds of bytes of memory when it is decoded, and as few as two in the body. Exporters send batches of about 512
// records.
const MaxElements = 200_000

// maxNesting is the depth to which elements may be nested.
const maxNesting = 100

// TooManyError says that an export has more than MaxElements elements, or nests them too deeply.
type TooManyError struct{}

// Error returns the text for the sender.
func (TooManyError) Error() string {
	return fmt.Sprintf("The export has more than %d elements, or nests them more than %d deep. Send smaller batches.", MaxElements, maxNesting)
}

// checkProtobuf counts the messages in a body without decoding it. What is no protobuf passes: decoding finds it.
func checkProtobuf(body []byte, message protoreflect.MessageDescriptor) error {
	count := 0
	err := countMessages(body, message, 0, &count)
	var tooMany TooManyError
	if errors.As(err, &tooMany) {
		return err
	}
	return nil
}

func countMessages(body []byte, message protoreflect.MessageDescriptor, depth int, count *int) error {
	if depth > maxNesting {
		return TooManyError{}
	}
	for len(body) > 0 {
		number, kind, n := protowire.ConsumeTag(body)
		if n < 0 {
			return protowire.ParseError(n)
		}
		body = body[n:]
		field := message.Fields().ByNumber(number)
		if field == nil || field.Message() == nil || kind != protowire.BytesType {
			if n = protowire.ConsumeFieldValue(number, kind, body); n < 0 {
				return protowire.ParseError(n)
			}
			body = body[n:]
			continue
		}
		inner, n := protowire.ConsumeBytes(body)
		if n < 0 {
			return protowire.ParseError(n)
		}
		if *count++; *count > MaxElements {
			return TooManyError{}
		}
		if err := countMessages(inner, field.Message(), depth+1, count); err != nil {
			return err
		}
		body = body[n:]
	}
	return nil
}

// maxMarks bounds the signs that begin and separate the values of a JSON body. An attribute with its value takes five of them, which are two
// elements.
const maxMarks = 3 * MaxElements

// checkJSON counts the values of a body without decoding it.
func checkJSON(body []byte) error {
	marks, depth, inText := 0, 0, false
	for n := 0; n < len(body); n++ {
		switch c := body[n]; {
		case inText && c == '\\':
			n++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			marks, depth = marks+1, depth+1
		case c == '}' || c == ']':
			depth--
		case c == ',':
			marks++
		}
		if marks > maxMarks || depth > 2*maxNesting {
			return TooManyError{}
		}
	}
	return nil
}
