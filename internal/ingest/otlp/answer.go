package otlp

import (
	"google.golang.org/protobuf/encoding/protowire"
)

// PartialSuccess returns the answer to an export in protobuf, which is the same for all three signals: nothing where all was accepted,
// else how much was rejected, and why.
func PartialSuccess(rejected int64, message string) []byte {
	if rejected == 0 && message == "" {
		return nil
	}
	var partial []byte
	if rejected > 0 {
		partial = protowire.AppendTag(partial, 1, protowire.VarintType)
		partial = protowire.AppendVarint(partial, uint64(rejected))
	}
	partial = protowire.AppendTag(partial, 2, protowire.BytesType)
	partial = protowire.AppendString(partial, message)
	return protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), partial)
}
