package transcript_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

func TestALongKindKeepsItsBeginning(t *testing.T) {
	kind := "queue-operation-" + strings.Repeat("x", transcript.MaxKind)
	if got, want := transcript.Truncate(kind, transcript.MaxKind), "queue-operation-xxxxxxxxxxxxxxxxxxxxxxxx… [truncated from 96 characters]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
