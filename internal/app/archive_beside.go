package app

import (
	"context"
	"sync"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/service/archive"
)

// besideImport is how many lists of files may wait to be archived. With more of them the import waits for the archive.
const besideImport = 16

// archiving adds transcripts to the archive beside the import that reads them, so that both use a processor.
type archiving struct {
	service *archive.Service
	queue   chan []archive.Transcript
	ended   chan struct{}
	report  archive.Report
}

// archiveBeside starts to archive what is passed to add, until ctx ends or finish is called. Where that fails, add does nothing any more: what
// the archive lacks then is added after the import, which reports why it cannot be.
func archiveBeside(ctx context.Context, running *background.Group, service *archive.Service) *archiving {
	a := &archiving{service: service, queue: make(chan []archive.Transcript, besideImport), ended: make(chan struct{})}
	end := sync.OnceFunc(func() { close(a.ended) })
	running.Go("archive", func(closing context.Context) error {
		select {
		case <-a.ended: // it panicked
			return nil
		default:
		}
		defer end()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(closing, cancel)()
		a.run(ctx)
		return nil
	})
	return a
}

func (a *archiving) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case transcripts := <-a.queue:
			if transcripts == nil {
				return
			}
			report, err := a.service.Keep(ctx, transcripts, func(int) {})
			if a.report.Add(report); err != nil {
				return
			}
		}
	}
}

// add has files archived. After finish it does nothing.
func (a *archiving) add(ctx context.Context, files []importer.ReadFile) {
	a.put(ctx, archiveFrom(files))
}

// put adds to the queue. nil is its end.
func (a *archiving) put(ctx context.Context, transcripts []archive.Transcript) {
	select {
	case <-a.ended:
		return
	default:
	}
	select {
	case a.queue <- transcripts:
	case <-a.ended:
	case <-ctx.Done():
	}
}

// finish waits until all is archived that was added, and returns what that was. When ctx ends it waits for what is being archived alone.
func (a *archiving) finish(ctx context.Context) archive.Report {
	a.put(ctx, nil)
	<-a.ended
	return a.report
}
