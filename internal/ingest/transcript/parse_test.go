package transcript_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

func TestOfMembersWithOneNameTheLastCounts(t *testing.T) {
	record, ok := transcript.ParseObject([]byte(`{"uuid":"a","message":{"content":[{"input":{"x":1,"x":2}}]},"uu\u0069d":"b"}`))
	if input := record.Get("message.content.0.input"); !ok || record.Get("uuid").Str != "b" || input.Raw != `{"x":2}` || input.Get("x").Int() != 2 {
		t.Errorf("%t, %s", ok, record.Raw)
	}
}
