package importstates_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/repository/importstates"
)

func TestTheStateOfAFileIsKeptAsItWasLast(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "h.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	states := importstates.New(db)
	state := importer.State{
		Path: "/p/s1.jsonl", Format: "claude-code", Size: 5, ModifiedNS: 1 << 60, Inode: 1<<64 - 1, Offset: 4,
		Head: transcript.Head{Length: 3, Digest: "abc"}, SessionID: "s1", Carry: []byte(`{"Session":"s1"}`), FirstRecord: "u1",
	}
	for range 2 {
		state.Size, state.Finished = state.Size+1, !state.Finished
		if err := states.Save(t.Context(), []importer.State{state}); err != nil {
			t.Fatal(err)
		}
		kept, err := states.States(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]importer.State{state}, kept); diff != "" {
			t.Errorf("what is kept differs: %s", diff)
		}
	}
}
