package archive_test

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestARewrittenFileIsATranscriptOfItsOwn(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	path := filepath.Join(t.TempDir(), "s.jsonl")
	s := newService(db)
	text := linesOf(50, 100)
	keep(t, s, read(writeFile(t, path, text), "s"))
	if err := s.Detach(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	rewritten := text + "{\"added\":1}\n" // it begins as before
	keep(t, s, read(writeFile(t, path, rewritten), "s"))
	if got := restored(t, s, "s"); got != rewritten {
		t.Errorf("restored %d bytes, want %d", len(got), len(rewritten))
	}
	count, err := database.Value[int64](t.Context(), db, "SELECT count(*) FROM archived_transcripts")
	if err != nil || count != 2 {
		t.Errorf("%d transcripts, %v", count, err)
	}
}

// TestAnImporterGetsTheTextOfAFileThatWasKeptWhole asks for what was read of it, and for more, and for another file at its path.
func TestAnImporterGetsTheTextOfAFileThatWasKeptWhole(t *testing.T) {
	s := newService(testkit.OpenDatabase(t, ""))
	text := linesOf(300, 10_000)
	file := read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), text), "s")
	keep(t, s, file)
	for name, test := range map[string]struct {
		path   string
		head   transcript.Head
		offset int64
		want   string
	}{
		"what was read":  {file.Path, transcript.Head{}, file.Offset, text},
		"more than that": {file.Path, transcript.Head{}, file.Offset + 1, ""},
		"another file":   {file.Path, transcript.Head{Length: 3, Digest: "abc"}, 3, ""},
		"no file":        {file.Path + "x", transcript.Head{}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, _, err := s.Open(t.Context(), test.path, test.head, test.offset)
			if err != nil || (found != nil) != (test.want != "") {
				t.Fatal(found, err)
			}
			if found == nil {
				return
			}
			if got, err := io.ReadAll(found); string(got) != test.want || err != nil {
				t.Errorf("%d bytes, want %d, %v", len(got), len(test.want), err)
			}
		})
	}
}
