package claude_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
)

// session makes the lines of a session of about size bytes, of the mix that real ones have: half of it is results of tools.
func session(size int) []byte {
	var lines bytes.Buffer
	result := strings.Repeat(`some output of a tool, with \"quotes\" and\n`, 60)
	for n := 0; lines.Len() < size; n++ {
		if n%10 == 0 {
			lines.WriteString(asked(fmt.Sprint("u", n), "", `"Fix the door, please"`) + "\n")
		}
		id := fmt.Sprint("t", n)
		lines.WriteString(answered(fmt.Sprint("a", n), fmt.Sprint("m", n), fmt.Sprint("r", n), `{"type":"text","text":"I look at it"}`, `{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":100}`) + "\n")
		lines.WriteString(answered(fmt.Sprint("b", n), fmt.Sprint("m", n), fmt.Sprint("r", n), `{"type":"tool_use","id":"`+id+`","name":"Bash","input":{"command":"ls"}}`, `{"input_tokens":3,"output_tokens":9,"cache_read_input_tokens":100}`) + "\n")
		lines.WriteString(asked(fmt.Sprint("c", n), `,"toolUseResult":{"stdout":"`+result+`","stderr":"","interrupted":false}`, `[{"type":"tool_result","tool_use_id":"`+id+`","content":"`+result+`"}]`) + "\n")
	}
	return lines.Bytes()
}

func BenchmarkClaude(b *testing.B) {
	text := session(8 << 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		reader, err := claude.Format().New(transcript.Source{Name: "s1"}, nil)
		if err != nil {
			b.Fatal(err)
		}
		batch := transcript.NewBatch()
		lines := transcript.NewLines(bytes.NewReader(text), 0)
		for {
			line, _, err := lines.Next()
			if err != nil {
				break
			}
			reader.Read(line, batch)
			if batch.Bytes > 4<<20 {
				batch.Reset()
			}
		}
	}
}
