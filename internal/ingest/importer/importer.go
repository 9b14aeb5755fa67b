package importer

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Submitter stores observations and returns a result for each.
type Submitter interface {
	// Prepare brings observations into the form in which they are stored. It may run while others are being stored.
	Prepare(observations []ingest.Observation) *ingest.Prepared
	SubmitPrepared(ctx context.Context, prepared *ingest.Prepared) ([]ingest.Result, error)
}

// States stores up to where files were read.
type States interface {
	States(ctx context.Context) ([]State, error)
	// Save stores all of the states, or none.
	Save(ctx context.Context, states []State) error
}

// State is up to where one file was read.
type State struct {
	Path string
	// Format is the name of its transcript.Format.
	Format string
	// Size, ModifiedNS and Inode are those of the file when it was read last.
	Size       int64
	ModifiedNS int64
	Inode      uint64
	// Offset is the position of the first line that was not read.
	Offset int64
	// Head is the beginning of the file. A file with another one was replaced, and is read from its beginning.
	Head transcript.Head
	// Carry is the state of the reader.
	Carry json.RawMessage
	// Finished files were not written for a while, and what was open in them has been closed.
	Finished bool
	// FirstRecord is the id of the first record. A session that repeats another one has the same.
	FirstRecord string
	// SessionID is the session that the file belongs to, "" where that is not known.
	SessionID string
	// Version is that of the format's reader: see transcript.Format. It is 0 for a release without versions, and rewrittenVersion for a file that
	// was rewritten.
	Version int
	// Digest is the state of the hash of all that was read, and Tail the hash of its end, "" where there is none.
	Digest, Tail string
}

// DefaultIdle is how long a file must not have been written to count as finished.
const DefaultIdle = time.Hour

// Options configures an Importer.
type Options struct {
	Submit Submitter
	States States
	// Stored withdraws what is read again, and Archive has files that were deleted. Either may be nil: then nothing is withdrawn, or such files stay
	// as they were read.
	Stored  Stored
	Archive Archive
	// Locations are the files and folders to read.
	Locations []Location
	// Since leaves out files that were last changed before it. The zero time leaves out none.
	Since time.Time
	// Idle is how long a file must not have been written to count as finished. The default is DefaultIdle.
	Idle time.Duration
	// Batch is about how many observations are stored together. The default, for 0, lets other writers in at short intervals.
	Batch int
	// AfterStored is called with files that were read for the first time or further, once what they report is stored. Files that are read again are not
	// among them. It may be nil.
	AfterStored func(ctx context.Context, files []ReadFile)
	// Progress is called after each step. It may be nil.
	Progress func(Progress)
	// AfterRun is called after each run while files are watched. It may be nil.
	AfterRun AfterRun
	Now      func() time.Time
	Logger   *slog.Logger
}

// AfterRun is what happens after a run. files lists the files that were read, which takes a while for many: runs may follow each other
// quickly.
type AfterRun func(ctx context.Context, files func() []ReadFile)

// Importer reads transcripts. It must not be used by several goroutines at once.
type Importer struct {
	options Options
	formats []transcript.Format
	states  map[string]State
	// beginWith are the paths of the states by their FirstRecord. A path whose state has another one by now may be among them.
	beginWith map[string][]string
	// unrecognised are the files that no format recognises, by their paths.
	unrecognised map[string]unrecognisedFile
	watching     bool
	seen         *transcript.Seen
	// rollouts are the paths of Codex rollouts by session, which may have several. ancestors holds what some of them say.
	rollouts  map[string][]string
	ancestors map[string]transcript.Ancestor
	headers   headers
	// remembered are the files whose records seen contains.
	remembered map[string]bool
	summary    Summary
	// found are the files of the last run, and onDisk their paths. fromArchive are those that the archive alone has, with what stands beside them.
	found       []File
	onDisk      map[string]bool
	fromArchive map[string][]byte
	// ofSession are the paths of the states by the sessions to which they may belong. withdrawn are the sessions that were withdrawn,
	// unstored those of which nothing was stored.
	ofSession map[string][]string
	withdrawn map[string]bool
	unstored  map[string]bool
	// waiting are the files that another run has to read again.
	waiting map[string]bool
	// isToRepeat says that files which were read in this run are to be read again.
	isToRepeat bool
	// isUnsettled says that something was withdrawn.
	isUnsettled bool
	// lastPruned is the last day of which rows were pruned, nil until it is asked for.
	lastPruned *string
	// lines reads one file after another, with one buffer.
	lines *transcript.Lines
	// beginning is the buffer for the beginning of a file.
	beginning []byte
	// gathered waits to be stored. pending is being stored, nil for nothing.
	gathered gathered
	pending  *pending
}

// New returns an importer that goes on from the stored states.
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
		options: o, formats: Formats(), states: map[string]State{}, beginWith: map[string][]string{}, unrecognised: map[string]unrecognisedFile{}, seen: transcript.NewSeen(), remembered: map[string]bool{},
		rollouts: map[string][]string{}, ancestors: map[string]transcript.Ancestor{}, summary: newSummary(),
		lines: transcript.NewLines(nil, 0), beginning: make([]byte, beginning),
		fromArchive: map[string][]byte{}, ofSession: map[string][]string{}, withdrawn: map[string]bool{}, unstored: map[string]bool{}, waiting: map[string]bool{},
	}
	for _, s := range states {
		i.remember(s)
	}
	return i, nil
}

// remember keeps up to where a file was read.
func (i *Importer) remember(s State) {
	if s.FirstRecord != "" && i.states[s.Path].FirstRecord != s.FirstRecord {
		i.beginWith[s.FirstRecord] = append(i.beginWith[s.FirstRecord], s.Path)
	}
	if known, ok := i.states[s.Path]; !ok || known.SessionID != s.SessionID {
		for _, session := range s.sessions() {
			if paths := i.ofSession[session]; !slices.Contains(paths, s.Path) {
				i.ofSession[session] = append(paths, s.Path)
			}
		}
	}
	i.states[s.Path] = s
}

// Run reads what is new in all files and returns a summary. A file that cannot be read is counted and passed over. A failure to store
// ends the run and is returned. When ctx ends, Run stores what it has read and returns the error of ctx; the summary is what was stored.
func (i *Importer) Run(ctx context.Context) (Summary, error) {
	i.summary = newSummary()
	clear(i.ancestors) // their files may have grown
	i.lastPruned = nil
	err := i.readAll(ctx)
	i.lines.Reset(nil, 0) // its buffer may be large
	if err == nil || ctx.Err() != nil {
		err = errors.Join(err, i.flush(ctx))
	}
	if stored := i.awaitStored(ctx); err == nil {
		err = stored
	}
	i.gathered = gathered{} // after a failure the next run reads it again
	var stopped storeError
	if errors.As(err, &stopped) {
		err = stopped.error
	}
	if err == nil {
		i.progress(i.summary.Files, i.summary.Files)
		err = i.settle(ctx)
	}
	return i.summary, err
}

// mostRounds is how often files are read at most in one run.
const mostRounds = 3

// readAll reads what is new in all files, and again those of which that turns out to be necessary.
func (i *Importer) readAll(ctx context.Context) error {
	i.found = i.find()
	files, err := i.plan(ctx, i.found)
	i.summary.Files = len(files)
	for rounds := 1; err == nil; rounds++ {
		i.isToRepeat = false
		if err = i.readFiles(ctx, files); err != nil || !i.isToRepeat || rounds == mostRounds {
			break
		}
		if err = i.storeGathered(ctx); err == nil {
			files, err = i.plan(ctx, i.found)
			files = slices.DeleteFunc(files, func(f File) bool { return !i.isDue(i.states[f.Path]) })
		}
	}
	return err
}

// readFiles reads what is new in the files, one after another.
func (i *Importer) readFiles(ctx context.Context, files []File) error {
	for n, f := range files {
		if err := i.readFile(ctx, f); err != nil {
			return err
		}
		i.progress(n, len(files)) // the last batch of this file is still being stored
	}
	return nil
}

// readFile reads what is new in one file. A file that cannot be read is added to the summary.
func (i *Importer) readFile(ctx context.Context, f File) error {
	err := i.read(ctx, f)
	var stopped storeError
	var unrecognised unrecognisedError
	switch {
	case errors.As(err, &stopped):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &unrecognised):
		i.reportUnrecognised(f, unrecognised)
	case errors.Is(err, fs.ErrNotExist): // it was removed between finding and reading
		i.summary.Failed++
		i.summary.addProblem(f.Path, reason(err))
	case err != nil:
		i.summary.Failed++
		i.summary.addProblem(f.Path, reason(err))
		i.options.Logger.Debug("a transcript cannot be read", "path", f.Path, "error", err)
	}
	return nil
}

// reportUnrecognised adds a file that no format recognises to the summary. While files are watched the summary is not printed: then the log
// names the file once, and again when it has changed, but not one that was only just begun.
func (i *Importer) reportUnrecognised(f File, err unrecognisedError) {
	i.summary.Unknown++
	i.summary.addProblem(f.Path, err.reason)
	if i.unrecognised[f.Path].File == f {
		return
	}
	i.unrecognised[f.Path] = unrecognisedFile{f, err}
	if !i.watching || err.isBegun {
		return
	}
	i.options.Logger.Warn("a file is not recognised as a transcript", "path", f.Path, "reason", err.reason)
}

// storeError is a failure to store, as opposed to a failure to read.
type storeError struct{ error }

func (i *Importer) progress(done, total int) {
	if i.options.Progress != nil {
		i.options.Progress(Progress{Files: done, Total: total, Summary: i.summary})
	}
}

// reason returns for users why a file cannot be read.
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
