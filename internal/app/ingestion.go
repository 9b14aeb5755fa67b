package app

import (
	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/repository/forgotten"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
)

// newIngestion returns the service that stores observations, over a writer where the file may be written.
func (a *App) newIngestion(o Options) *ingestion.Service {
	store := ingeststore.New(a.DB)
	if a.DB.ReadOnly() {
		return ingestion.New(nil, store, o.Now)
	}
	options := ingest.WriterOptions{Queue: o.MaxQueued, Content: o.Content, Redact: ingest.Redact, Pack: compression.NewPacker(), Now: o.Now, Logger: o.Logger}
	if o.KeepSecrets {
		options.Redact = nil
	}
	a.engine = merge.NewEngine(store, o.Prices, o.Now)
	a.writer = ingest.NewWriter(ingest.WithoutForgotten(a.engine, forgotten.New(a.DB)), options)
	return ingestion.New(a.writer, store, o.Now)
}

// observeIngestion adds the counters of the writer to the metrics.
func (a *App) observeIngestion(m *server.Metrics) {
	if a.writer == nil {
		return
	}
	counters := a.writer.Counters
	m.Gauge("htmlgraph_ingest_queued", "Observations that wait to be stored.", func() float64 { return float64(counters().Queued) })
	m.Counter("htmlgraph_ingest_stored_total", "Observations that were stored or known.", func() float64 { return float64(counters().Stored) })
	m.Counter("htmlgraph_ingest_refused_total", "Observations that did not fit.", func() float64 { return float64(counters().Refused) })
	m.Counter("htmlgraph_ingest_turned_away_total", "Observations that came when the queue was full.", func() float64 { return float64(counters().Turned) })
	m.Counter("htmlgraph_ingest_commits_total", "Transactions of the writer.", func() float64 { return float64(counters().Commits) })
}
