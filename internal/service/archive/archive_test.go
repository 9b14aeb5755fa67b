package archive_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/redact"
	"github.com/htmlgraph/htmlgraph/internal/repository/archives"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/service/archive"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func newService(db *database.DB) *archive.Service {
	return archive.New(archives.New(db), forgotten.New(db), func(line []byte) []byte { return redact.JSON("", line) })
}

// read returns a transcript of a session of which all was read.
func read(path, session string) archive.Transcript {
	info, err := os.Stat(path)
	if err != nil {
		panic(err)
	}
	return archive.Transcript{
		Path: path, SessionID: session, Format: "claude-jsonl", Packed: strings.HasSuffix(path, ".zst"), Offset: info.Size(), ModifiedNS: info.ModTime().UnixNano(),
		Sidecar: func() []byte { return nil },
	}
}

func keep(t *testing.T, s *archive.Service, transcripts ...archive.Transcript) archive.Report {
	t.Helper()
	report, err := s.Keep(t.Context(), transcripts, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// restored returns the text that is restored of a session with one transcript.
func restored(t *testing.T, s *archive.Service, session string) string {
	t.Helper()
	files, err := s.Restore(t.Context(), session, t.TempDir(), nil)
	if err != nil || len(files) != 1 {
		t.Fatalf("restored %v, %v", files, err)
	}
	return fileText(t, files[0].Path)
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeFile(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// linesOf returns JSON lines of about a size, which differ.
func linesOf(count, size int) string {
	var text strings.Builder
	for n := range count {
		fmt.Fprintf(&text, `{"n":%d,"text":"%s"}`+"\n", n, strings.Repeat(string(rune('a'+n%26)), size))
	}
	return text.String()
}

func TestWhatIsKeptIsRestored(t *testing.T) {
	texts := map[string]string{
		"empty":                   "",
		"short":                   linesOf(3, 10),
		"several parts":           linesOf(300, 10_000),
		"lines longer than parts": linesOf(4, 3<<20),
		"no JSON":                 "not\nJSON {\n",
		"a last line without end": linesOf(2, 10) + `{"n":9}`,
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			s := newService(testkit.OpenDatabase(t, ""))
			keep(t, s, read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), text), "s"))
			if text != "" && !strings.HasSuffix(text, "\n") {
				text += "\n"
			}
			if got := restored(t, s, "s"); got != text {
				t.Errorf("restored %d bytes, want %d", len(got), len(text))
			}
		})
	}
}

func TestAFileThatGrowsIsKeptInFullParts(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	path := filepath.Join(t.TempDir(), "s.jsonl")
	text := ""
	for range 30 {
		text += linesOf(20, 5_000)
		keep(t, newService(db), read(writeFile(t, path, text), "s")) // a new service knows only what is stored
	}
	if got := restored(t, newService(db), "s"); got != text {
		t.Errorf("restored %d bytes, want %d", len(got), len(text))
	}
	parts, err := database.Select[int64](t.Context(), db, "SELECT bytes FROM archived_parts ORDER BY number")
	if err != nil || len(parts) != 3 || parts[0] < 1<<20 || parts[1] < 1<<20 {
		t.Errorf("parts of %v bytes, %v", parts, err)
	}
}

func TestWhatIsKeptAlreadyIsNotReadAgain(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	file := read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), linesOf(3, 10)), "s")
	if report := keep(t, newService(db), file); report.Transcripts != 1 || report.Bytes != int64(len(linesOf(3, 10))) {
		t.Errorf("first %+v", report)
	}
	if report := keep(t, newService(db), file); report != (archive.Report{}) {
		t.Errorf("then %+v", report)
	}
}

func TestAReplacedFileIsATranscriptOfItsOwn(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	path := filepath.Join(t.TempDir(), "s.jsonl")
	for _, text := range []string{linesOf(50, 100), "{\"other\":1}\n", "{\"other\":1}\n{\"other\":2}\n"} {
		keep(t, newService(db), read(writeFile(t, path, text), "s"))
	}
	if got := restored(t, newService(db), "s"); got != "{\"other\":1}\n{\"other\":2}\n" {
		t.Errorf("restored %q", got)
	}
	count, err := database.Value[int64](t.Context(), db, "SELECT count(*) FROM archived_transcripts")
	if err != nil || count != 2 {
		t.Errorf("%d transcripts, %v", count, err)
	}
}

func TestOfADocumentTheNewestStateIsKept(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	path := filepath.Join(t.TempDir(), "s.json")
	for n, text := range []string{`{"messages":["one"]}`, `{"messages":["one","two"]}`, `{"messages":[]}`} {
		file := read(writeFile(t, path, text), "s")
		file.Document, file.ModifiedNS = true, int64(n+1)
		keep(t, newService(db), file)
		if got := restored(t, newService(db), "s"); got != text+"\n" {
			t.Errorf("restored %q", got)
		}
	}
}

func TestACompressedFileIsKeptAsText(t *testing.T) {
	var packed bytes.Buffer
	encoder, err := zstd.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	text := linesOf(200, 10_000)
	if _, err := encoder.Write([]byte(text)); err != nil || encoder.Close() != nil {
		t.Fatal(err)
	}
	s := newService(testkit.OpenDatabase(t, ""))
	keep(t, s, read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl.zst"), packed.String()), "s"))
	files, err := s.Restore(t.Context(), "s", t.TempDir(), nil)
	if err != nil || len(files) != 1 || filepath.Base(files[0].Path) != "s.jsonl" || fileText(t, files[0].Path) != text {
		t.Errorf("restored %v, %v", files, err)
	}
}

func TestSecretsAreNotKept(t *testing.T) {
	s := newService(testkit.OpenDatabase(t, ""))
	file := read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), `{"env":"PASSWORD=hunter2 make","token":"abcdef123456"}`+"\n"), "s")
	file.Sidecar = func() []byte { return []byte(`{"description":"log in with PASSWORD=hunter2"}`) }
	keep(t, s, file)
	files, err := s.Restore(t.Context(), "s", t.TempDir(), nil)
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if text := fileText(t, f.Path); strings.Contains(text, "hunter2") || strings.Contains(text, "abcdef123456") {
			t.Errorf("%s has %s", f.Path, text)
		}
	}
}

func TestARewriteChangesTheLinesOfAllParts(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	text := linesOf(300, 10_000)
	keep(t, newService(db), read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), text), "s"))
	change := func(line []byte) []byte { return bytes.ReplaceAll(line, []byte(`"n":29`), []byte(`"n":"none"`)) }
	for _, dryRun := range []bool{true, false} {
		if err := newService(db).Rewrite(t.Context(), dryRun, change); err != nil {
			t.Fatal(err)
		}
		if changed := restored(t, newService(db), "s") != text; changed == dryRun {
			t.Errorf("dry run %v: changed %v", dryRun, changed)
		}
	}
	if got := restored(t, newService(db), "s"); got != strings.ReplaceAll(text, `"n":29`, `"n":"none"`) {
		t.Error("other lines changed")
	}
}

func TestForgottenSessionsAreNotKept(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	if err := forgotten.New(db).Remember(t.Context(), []string{"s"}, "2026-03-18T10:00:00"); err != nil {
		t.Fatal(err)
	}
	keep(t, newService(db), read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), linesOf(3, 10)), "s"))
	if _, err := newService(db).Restore(t.Context(), "s", t.TempDir(), nil); !errors.Is(err, archive.ErrNotKept) {
		t.Errorf("restored: %v", err)
	}
}

// family is a session with one subagent in a file of its own and one in a session of its own.
const family = `INSERT INTO sessions (session_id, agent_assigned, parent_session_id) VALUES ('s', 'claude-code', NULL), ('child', 'claude-code', 's')`

func TestAllTranscriptsOfASessionAreRestored(t *testing.T) {
	own := t.TempDir()
	paths := map[string]string{"-work/s.jsonl": "s", "-work/s/subagents/agent-a.jsonl": "s", "-work/child.jsonl": "child"}
	s := newService(testkit.OpenDatabase(t, family))
	for path, session := range paths {
		keep(t, s, read(writeFile(t, filepath.Join(own, path), `{"path":"`+path+`"}`+"\n"), session))
		if path != "-work/child.jsonl" {
			if err := os.Remove(filepath.Join(own, path)); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("to where they were", func(t *testing.T) {
		files, err := s.Restore(t.Context(), "s", "", []string{filepath.Join(own, "elsewhere"), own})
		if err != nil || len(files) != 3 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			path, _ := filepath.Rel(own, f.Path)
			if f.Exists != (path == "-work/child.jsonl") || fileText(t, f.Path) != `{"path":"`+path+`"}`+"\n" {
				t.Errorf("%+v", f)
			}
		}
	})
	t.Run("to a folder", func(t *testing.T) {
		to := filepath.Join(t.TempDir(), "new")
		files, err := s.Restore(t.Context(), "s", to, nil)
		if err != nil || len(files) != 3 {
			t.Fatal(files, err)
		}
		for path := range paths {
			fileText(t, filepath.Join(to, strings.TrimPrefix(path, "-work/")))
		}
	})
}

func TestRestoreWritesOnlyWhereItMay(t *testing.T) {
	outside := t.TempDir()
	own := filepath.Join(t.TempDir(), "projects")
	paths := map[string]string{
		"a path elsewhere":        filepath.Join(outside, "authorized_keys"),
		"a way out of the folder": own + "/../../authorized_keys",
		"the folder itself":       own,
		"no path":                 "",
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			db := testkit.OpenDatabase(t, "")
			planted := model.ArchivedTranscript{Path: path, SessionID: "s"}
			if _, err := archives.New(db).Put(t.Context(), model.ArchivedChange{Transcript: planted}); err != nil {
				t.Fatal(err)
			}
			if files, err := newService(db).Restore(t.Context(), "s", "", []string{own}); err == nil {
				t.Errorf("restored %v", files)
			}
			if left, _ := os.ReadDir(outside); len(left) > 0 {
				t.Errorf("written: %v", left)
			}
		})
	}
	t.Run("a link in the folder", func(t *testing.T) {
		db := testkit.OpenDatabase(t, "")
		if err := os.MkdirAll(own, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(outside, filepath.Join(own, "link")); err != nil {
			t.Fatal(err)
		}
		if _, err := archives.New(db).Put(t.Context(), model.ArchivedChange{Transcript: model.ArchivedTranscript{Path: filepath.Join(own, "link", "s.jsonl"), SessionID: "s"}}); err != nil {
			t.Fatal(err)
		}
		if files, err := newService(db).Restore(t.Context(), "s", "", []string{own}); err == nil {
			t.Errorf("restored %v", files)
		}
	})
}

func TestADamagedPartIsReportedAndLeavesNoFile(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	s := newService(db)
	keep(t, s, read(writeFile(t, filepath.Join(t.TempDir(), "s.jsonl"), linesOf(3, 10)), "s"))
	testkit.Execute(t, db, "UPDATE archived_parts SET data = x'00112233'")
	to := t.TempDir()
	if _, err := s.Restore(t.Context(), "s", to, nil); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(to); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// countingStore counts the transactions that store something.
type countingStore struct {
	archive.Store
	puts      int
	beforePut func()
}

func (s *countingStore) Put(ctx context.Context, changes ...model.ArchivedChange) ([]int64, error) {
	s.puts++
	if s.beforePut != nil {
		s.beforePut()
	}
	return s.Store.Put(ctx, changes...)
}

func TestManySmallTranscriptsAreStoredTogether(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	store := &countingStore{Store: archives.New(db)}
	s := archive.New(store, forgotten.New(db), nil)
	folder := t.TempDir()
	var transcripts []archive.Transcript
	for n := range 300 {
		session := fmt.Sprint("s", n)
		transcripts = append(transcripts, read(writeFile(t, filepath.Join(folder, session+".jsonl"), `{"n":`+session[1:]+"}\n"), session))
	}
	if report := keep(t, s, transcripts...); report.Transcripts != len(transcripts) || store.puts != 1 {
		t.Errorf("%d transcripts were stored in %d transactions", report.Transcripts, store.puts)
	}
	if text := restored(t, s, "s17"); text != "{\"n\":17}\n" {
		t.Errorf("restored %q", text)
	}
	if report := keep(t, s, transcripts...); report != (archive.Report{}) || store.puts != 1 {
		t.Errorf("again: %+v in %d transactions", report, store.puts)
	}
}

func TestAnInterruptedRunGoesOnWhereItEnded(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	store := &countingStore{Store: archives.New(db)}
	s := archive.New(store, forgotten.New(db), nil)
	path := writeFile(t, filepath.Join(t.TempDir(), "s1.jsonl"), randomLines(40<<20))
	store.beforePut = func() {
		if store.puts == 2 {
			cancel()
		}
	}
	if _, err := s.Keep(ctx, []archive.Transcript{read(path, "s1")}, func(int) {}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the run ended with %v", err)
	}
	store.beforePut = nil
	if keep(t, s, read(path, "s1")).Transcripts != 1 {
		t.Error("it did not go on")
	}
	if restored(t, s, "s1") != fileText(t, path) {
		t.Error("what is restored differs")
	}
}

// randomLines returns lines of about as many bytes in all, which cannot be compressed to less than three quarters.
func randomLines(bytes int) string {
	random := rand.NewChaCha8([32]byte{1})
	part := make([]byte, 3000)
	var text strings.Builder
	for text.Len() < bytes {
		_, _ = random.Read(part)
		text.WriteString(`{"data":"` + base64.StdEncoding.EncodeToString(part) + "\"}\n")
	}
	return text.String()
}
