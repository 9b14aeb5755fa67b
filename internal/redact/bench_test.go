package redact_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// ordinaryTexts returns what agents read and write: the documents and the programs of this project, cut to the length that is stored.
func ordinaryTexts(tb testing.TB) []string {
	tb.Helper()
	const length = 4000
	var texts []string
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(path, "redact") || strings.Contains(path, "secrets") {
			return err
		}
		if end := filepath.Ext(path); end != ".go" && end != ".md" && end != ".jsonl" && end != ".yaml" {
			return nil
		}
		content, err := os.ReadFile(path)
		for len(content) > length {
			texts = append(texts, string(content[:length]))
			content = content[length:]
		}
		return err
	})
	if err != nil || len(texts) < 500 {
		tb.Fatalf("%d texts, %v", len(texts), err)
	}
	return texts
}

// BenchmarkText shows the cost of a text without secrets.
func BenchmarkText(b *testing.B) {
	texts := ordinaryTexts(b)
	redact.Text(texts[0])
	b.SetBytes(int64(len(strings.Join(texts, ""))))
	for b.Loop() {
		for _, text := range texts {
			redact.Text(text)
		}
	}
}

// BenchmarkJSON shows the cost of the input of a tool without secrets.
func BenchmarkJSON(b *testing.B) {
	var inputs []json.RawMessage
	size := 0
	for _, text := range ordinaryTexts(b) {
		input, err := json.Marshal(map[string]string{"file_path": "/src/main.go", "content": text})
		if err != nil {
			b.Fatal(err)
		}
		inputs, size = append(inputs, input), size+len(input)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, input := range inputs {
			redact.JSON("", input)
		}
	}
}

// BenchmarkFirstText shows what the first text of a process costs, such as that of a hook.
func BenchmarkFirstText(b *testing.B) {
	for b.Loop() {
		redact.NewIndex()
	}
}
