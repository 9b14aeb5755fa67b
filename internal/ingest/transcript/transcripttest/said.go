package transcripttest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Said returns the messages that lines report, in the order in which they are first reported, one a line: its kind, its role, why the model stopped, and
// its parts. A message that is reported several times has the parts of all reports.
func Said(t testing.TB, format transcript.Format, from transcript.Source, lines string) string {
	t.Helper()
	batch, _ := Pass(t, format, from, []byte(lines), nil)
	var order []string
	messages := map[string]string{}
	for _, o := range batch.Observations {
		m, id := messageIn(o)
		if m == nil {
			continue
		}
		if _, known := messages[id]; !known {
			order = append(order, id)
			messages[id] = fmt.Sprintf("%s %s", m.Kind, m.Role)
		}
		if m.FinishReason != "" {
			messages[id] += " " + string(m.FinishReason)
		}
		for _, p := range m.Parts {
			messages[id] += fmt.Sprintf(" | %s %d %s %s", p.Section, p.Number, p.Type, shown(p))
		}
	}
	var all []string
	for _, id := range order {
		all = append(all, messages[id])
	}
	return strings.Join(all, "\n")
}

// messageIn returns the message of an observation with its id, nil for none.
func messageIn(o ingest.Observation) (*ingest.Message, string) {
	switch {
	case o.Message != nil:
		return o.Message, o.Message.ID
	case o.Event != nil && o.Event.Message != nil:
		return o.Event.Message, o.Event.ID
	default:
		return nil, ""
	}
}

// shown describes a part: its text or its data, and what is stated beside.
func shown(p ingest.Part) string {
	text := fmt.Sprintf("%q", p.Text)
	if p.Blob != nil {
		text = fmt.Sprintf("%s %d", p.Blob.MIME, p.Blob.Bytes)
	}
	if p.Meta != nil {
		text += " " + string(p.Meta)
	}
	return text
}
