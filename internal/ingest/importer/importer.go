package importer

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Submitter stores observations and answers each.
type Submitter interface {
	Submit(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error)
}

// States keeps how far files have been read.
type States interface {
	States(ctx context.Context) ([]State, error)
	// Keep keeps all of them, or none.
	Keep(ctx context.Context, states []State) error
}

// State is how far one file has been read.
type State struct {
	Path   string
	Format string
	// Size, ModifiedNS and Inode are as they were when it was read last.
	Size       int64
	ModifiedNS int64
	Inode      uint64
	// Offset is where the first line begins that has not been read.
	Offset int64
	// Head is the hash of the first HeadLength bytes: one that differs tells that the file was written anew.
	HeadLength int64
	Head       string
	Carry      json.RawMessage
	// Finished says that nobody wrote it for a while, and that what was open in it has been closed.
	Finished bool
	// FirstRecord is the first record in it: a session that repeats another one begins with the same.
	FirstRecord string
}

// DefaultIdle is how long nobody must have written a file for what is open in it to be closed.
const DefaultIdle = time.Hour

// Options says what is imported.
type Options struct {
	Submit Submitter
	States States
	// Places are the files and folders to look at.
	Places []Place
	// Since leaves out files that were not changed since; zero takes all.
	Since time.Time
	// Idle is how long nobody must have written a file for it to be finished; default DefaultIdle.
	Idle time.Duration
	// Batch is how many observations are stored together, about; 0 for a number that lets others write in between.
	Batch int
	// Progress is told what has been done after each step; nil for nobody.
	Progress func(Progress)
	Now      func() time.Time
	Logger   *slog.Logger
}

// Importer reads transcripts. It is for one goroutine.
type Importer struct {
	options Options
	formats []transcript.Format
	states  map[string]State
	// unrecognised are the files that no format recognises, by their paths.
	unrecognised map[string]unrecognisedFile
	seen         *transcript.Seen
	// rollouts are the files of Codex by session, and ancestors what was read in some of them.
	rollouts  map[string]string
	ancestors map[string]transcript.Ancestor
	// known are the files whose records seen knows.
	known   map[string]bool
	summary Summary
	// gathered is what waits to be stored, pending what is being stored, nil for nothing.
	gathered gathered
	pending  *pending
}

// New returns an importer with what is kept of earlier runs.
func New(ctx context.Context, o Options) (*Importer, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Idle <= 0 {
		o.Idle = DefaultIdle
	}
	if o.Batch == 0 {
		o.Batch = batchObservations
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	states, err := o.States.States(ctx)
	if err != nil {
		return nil, err
	}
	i := &Importer{
		options: o, formats: Formats(), states: map[string]State{}, unrecognised: map[string]unrecognisedFile{}, seen: transcript.NewSeen(), known: map[string]bool{},
		rollouts: map[string]string{}, ancestors: map[string]transcript.Ancestor{}, summary: newSummary(),
	}
	for _, s := range states {
		i.states[s.Path] = s
	}
	return i, nil
}

// Run reads what is new in all files, and returns what became of it. A file that cannot be read is counted and left; a failure to
// store ends the run.
func (i *Importer) Run(ctx context.Context) (Summary, error) {
	i.summary = newSummary()
	files := i.find()
	i.summary.Files = len(files)
	err := i.all(ctx, files)
	if err == nil {
		err = i.flush(ctx)
	}
	if settled := i.settle(); err == nil {
		err = settled
	}
	i.gathered = gathered{} // after a failure it comes again
	var stopped storeError
	if errors.As(err, &stopped) {
		err = stopped.error
	}
	if err == nil {
		i.progress(len(files), len(files))
	}
	return i.summary, err
}

// all reads what is new in files, one after another.
func (i *Importer) all(ctx context.Context, files []File) error {
	for n, f := range files {
		if err := i.file(ctx, f); err != nil {
			return err
		}
		i.progress(n, len(files)) // the last batch of this one is still being stored
	}
	return nil
}

// file reads what is new in one file.
func (i *Importer) file(ctx context.Context, f File) error {
	err := i.read(ctx, f)
	var stopped storeError
	var unrecognised unrecognisedError
	switch {
	case errors.As(err, &stopped):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &unrecognised):
		i.reportUnrecognised(f, unrecognised.reason)
	case errors.Is(err, fs.ErrNotExist): // it went away between finding and reading
		i.summary.Failed++
		i.summary.note(f.Path, reason(err))
	case err != nil:
		i.summary.Failed++
		i.summary.note(f.Path, reason(err))
		i.options.Logger.Debug("a transcript cannot be read", "path", f.Path, "error", err)
	}
	return nil
}

// reportUnrecognised adds a file that no format recognises to the summary. The log names it once, and again when it has changed.
func (i *Importer) reportUnrecognised(f File, reason string) {
	i.summary.Unknown++
	i.summary.note(f.Path, reason)
	if i.unrecognised[f.Path].File == f {
		return
	}
	i.unrecognised[f.Path] = unrecognisedFile{f, reason}
	i.options.Logger.Warn("a file is not recognised as a transcript", "path", f.Path, "reason", reason)
}

// storeError is a failure to store, as opposed to one to read.
type storeError struct{ error }

func (i *Importer) progress(done, total int) {
	if i.options.Progress != nil {
		i.options.Progress(Progress{Files: done, Total: total, Summary: i.summary})
	}
}

// reason says in plain words why something cannot be read.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there"
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read it"
	default:
		return err.Error()
	}
}
