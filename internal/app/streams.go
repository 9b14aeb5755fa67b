package app

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/realtime"
	"github.com/htmlgraph/htmlgraph/internal/repository"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/live"
	"github.com/htmlgraph/htmlgraph/internal/stream"
)

// streams starts what follows the database and joins it to the endpoints that stay open.
func (a *App) streams(ctx context.Context, o Options) (*stream.Events, error) {
	events, spawners := repository.NewLive(a.DB), repository.NewLiveSpawners(a.DB)
	changes, stop := a.DB.Changes()
	a.following = append(a.following, stop)
	follower, err := live.Follow(ctx, events, spawners, changes, a.publishEvents, o.Now, o.Logger)
	if err != nil {
		return nil, err
	}
	a.following = append(a.following, follower.Close)
	return stream.NewEvents(a.hub, live.New(events, spawners, follower, o.Now)), nil
}

// publishEvents passes what the follower tells on to the hub.
func (a *App) publishEvents(place live.Position, items ...live.Item) {
	noticed := time.Now()
	messages := make([]*realtime.Message, len(items))
	for i, item := range items {
		messages[i] = &realtime.Message{Payload: item, At: noticed}
	}
	a.hub.Publish(live.Topic, place, messages...)
}

// observeStreams adds to the metrics what goes out over streams.
func (a *App) observeStreams(m *server.Metrics) {
	counters := a.hub.Counters
	m.Gauge("htmlgraph_stream_clients", "Clients that follow.", func() float64 { return float64(counters().Subscribers) })
	m.Gauge("htmlgraph_stream_queued_messages", "Messages that wait for clients.", func() float64 { return float64(counters().Queued) })
	m.Counter("htmlgraph_stream_messages_total", "Messages sent to clients.", func() float64 { return float64(counters().Messages) })
	m.Counter("htmlgraph_stream_bytes_total", "Bytes of these messages.", func() float64 { return float64(counters().Bytes) })
	m.Counter("htmlgraph_stream_drops_total", "Clients that were ended because they did not keep up.", func() float64 { return float64(counters().Drops) })
	a.hub.ObserveDelay(m.Histogram("htmlgraph_stream_delay_seconds", "Time from noticing a change to writing it to a client.",
		[]float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5}))
}
