package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Restored is a file that Restore looked at.
type Restored struct {
	// Path is where it is.
	Path string
	// Exists says that a file was there already, which stays as it is.
	Exists bool
	Bytes  int64
}

// ErrNotKept means that the archive has no transcript of a session.
var ErrNotKept = errors.New("the archive has no transcript of it")

// ErrNoPlace means that a transcript was in no folder of an agent of this user.
var ErrNoPlace = errors.New("it was in no folder of an agent")

// Restore writes the transcripts of a session and of its subagents to files that do not exist yet. With a folder they are written there, as
// they lay below the folder that they have in common. Without one they are written to where they were, if that is in one of the
// folders of agents: the database may come from somebody else, and names only what its writer wanted.
func (s *Service) Restore(ctx context.Context, sessionID, folder string, ofAgents []string) ([]Restored, error) {
	family, err := s.sessions.Family(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	transcripts, err := s.store.OfSessions(ctx, append(family, sessionID))
	if err != nil {
		return nil, err
	}
	if len(transcripts) == 0 {
		return nil, ErrNotKept
	}
	var restored []Restored
	for _, place := range placesOf(transcripts, folder, ofAgents) {
		files, err := s.restore(ctx, place)
		if restored = append(restored, files...); err != nil {
			return restored, err
		}
	}
	return restored, nil
}

// place is where a transcript is to be written: to a path in a folder.
type place struct {
	transcript   model.ArchivedTranscript
	folder, path string
}

// placesOf returns where transcripts are to be written. One that has no place has no folder.
func placesOf(transcripts []model.ArchivedTranscript, folder string, ofAgents []string) []place {
	common := commonFolder(transcripts)
	places := make([]place, len(transcripts))
	for i, t := range transcripts {
		places[i] = place{transcript: t}
		if folder != "" {
			places[i].folder, places[i].path = folder, uncompressed(strings.TrimPrefix(t.Path, common))
			continue
		}
		for _, own := range ofAgents {
			if path, err := filepath.Rel(own, t.Path); err == nil && filepath.IsLocal(path) {
				places[i].folder, places[i].path = own, uncompressed(path)
			}
		}
	}
	return places
}

// uncompressed returns the path of a compressed transcript without its compression.
func uncompressed(path string) string { return strings.TrimSuffix(path, transcript.PackedSuffix) }

// commonFolder returns the folder that all transcripts lie below, with a separator at its end.
func commonFolder(transcripts []model.ArchivedTranscript) string {
	common := folderOf(transcripts[0].Path)
	for _, t := range transcripts[1:] {
		for !strings.HasPrefix(t.Path, common) {
			common = folderOf(strings.TrimRight(common, `/\`))
		}
	}
	return common
}

// folderOf returns the folder of a path of any system, with its separator.
func folderOf(path string) string { return path[:strings.LastIndexAny(path, `/\`)+1] }

// restore writes one transcript, and the sidecar beside it.
func (s *Service) restore(ctx context.Context, p place) ([]Restored, error) {
	if p.folder == "" || p.path == "." || !filepath.IsLocal(p.path) {
		return nil, fmt.Errorf("%s: %w", p.transcript.Path, ErrNoPlace)
	}
	if err := os.MkdirAll(p.folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	root, err := os.OpenRoot(p.folder)
	if err != nil {
		return nil, fmt.Errorf("open the folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it any more
	file, err := write(root, p.path, s.open(ctx, p.transcript.ID))
	if err != nil || p.transcript.Sidecar == nil {
		return []Restored{file}, err
	}
	beside := strings.TrimSuffix(p.path, filepath.Ext(p.path)) + ".meta.json"
	sidecar, err := write(root, beside, strings.NewReader(string(p.transcript.Sidecar)))
	return []Restored{file, sidecar}, err
}

// write writes a file that does not exist yet. A file that cannot be written completely is removed.
func write(root *os.Root, path string, text io.Reader) (Restored, error) {
	restored := Restored{Path: filepath.Join(root.Name(), path)}
	if err := root.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return restored, fmt.Errorf("make the folder: %w", err)
	}
	out, err := root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		restored.Exists = true
		return restored, nil
	}
	if err != nil {
		return restored, fmt.Errorf("create the file: %w", err)
	}
	restored.Bytes, err = io.Copy(out, text)
	if err = errors.Join(err, out.Close()); err != nil {
		return restored, errors.Join(fmt.Errorf("write %s: %w", restored.Path, err), root.Remove(path))
	}
	return restored, nil
}
