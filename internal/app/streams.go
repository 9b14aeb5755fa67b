package app

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/pubsub"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/liveevents"
	"github.com/htmlgraph/htmlgraph/internal/repository/presences"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/broadcast"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
	"github.com/htmlgraph/htmlgraph/internal/service/queries"
	"github.com/htmlgraph/htmlgraph/internal/stream"
)

// follow starts what follows the database and joins it to the endpoints that stay open.
func (a *App) follow(ctx context.Context, o Options, present *presence.Service, queries *queries.Service, costs *cost.Service) (*stream.Streams, error) {
	events, spawners := events.NewLive(a.DB), liveevents.New(a.DB)
	publish := func(place changefeed.Position, items ...changefeed.Item) {
		a.publishEvents(place, items...)
		noteEvents(present, items)
	}
	follower, err := changefeed.Follow(ctx, events, spawners, a.changes(), publish, o.Now, o.Logger)
	if err != nil {
		return nil, err
	}
	a.following = append(a.following, follower.Close)
	// Presence reads what is stored after the follower began: what comes in between it is told.
	stop, err := present.Follow(ctx, a.changes(), presenceAudience{a.hub}, a.presenceWriter(), o.Logger)
	if err != nil {
		return nil, err
	}
	a.following = append(a.following, stop, queries.Follow(ctx, a.changes(), o.Logger),
		costs.Follow(ctx, a.changes(), costAudience{a.hub}, o.Logger))
	return &stream.Streams{
		Events:     stream.NewEvents(a.hub, changefeed.New(events, spawners, follower, o.Now)),
		Presence:   stream.NewPresence(a.hub, present),
		Broadcasts: stream.NewBroadcasts(a.hub),
		Queries:    stream.NewQueries(a.hub, queries),
		Costs:      stream.NewCosts(a.hub, costs),
	}, nil
}

// changes returns a channel that receives after each commit, until the app is closed.
func (a *App) changes() <-chan struct{} {
	changes, stop := a.DB.Changes()
	a.following = append(a.following, stop)
	return changes
}

// presenceAudience is who follows presence through the hub.
type presenceAudience struct{ hub *pubsub.Hub }

// Followers returns how many follow.
func (p presenceAudience) Followers() int { return p.hub.Subscribers(presence.Topic) }

// Tell tells them all.
func (p presenceAudience) Tell(now presence.Now) {
	p.hub.Publish(presence.Topic, nil, &pubsub.Message{Payload: now, At: time.Now()})
}

// presenceWriter is what writes presence back: nothing where the file is opened read-only.
func (a *App) presenceWriter() presence.Writer {
	if a.DB.ReadOnly() {
		return nil
	}
	return presences.New(a.DB)
}

// noteEvents tells presence of the events among items.
func noteEvents(present *presence.Service, items []changefeed.Item) {
	var events []model.LiveEvent
	for _, item := range items {
		if item.Event != nil {
			events = append(events, *item.Event)
		}
		if item.Gap != "" {
			present.NoteRewritten()
		}
	}
	if len(events) > 0 {
		present.Note(events...)
	}
}

// queryAudience is who follows queries through the hub.
type queryAudience struct{ hub *pubsub.Hub }

// Followers returns how many follow a query.
func (q queryAudience) Followers(queryID string) int {
	return q.hub.Subscribers(queries.Topic(queryID))
}

// Tell tells them a result.
func (q queryAudience) Tell(result queries.Result) {
	q.hub.Publish(queries.Topic(result.QueryID), nil, &pubsub.Message{Payload: result, At: time.Now()})
}

// costAudience is who follows the costs of sessions through the hub.
type costAudience struct{ hub *pubsub.Hub }

// Followed returns the sessions whose costs somebody follows.
func (c costAudience) Followed() []string {
	sessions := c.hub.ActiveTopics(cost.Topic(""))
	for i := range sessions {
		sessions[i] = strings.TrimPrefix(sessions[i], cost.Topic(""))
	}
	return sessions
}

// Tell tells those who follow a session.
func (c costAudience) Tell(sessionID string, items ...cost.Item) {
	noticed := time.Now()
	messages := make([]*pubsub.Message, len(items))
	for i, item := range items {
		messages[i] = &pubsub.Message{Payload: item, At: noticed}
	}
	c.hub.Publish(cost.Topic(sessionID), nil, messages...)
}

// tell passes a broadcast on to all who follow them.
func (a *App) tell(b broadcast.Broadcast) int {
	return a.hub.Publish(broadcast.Topic, nil, &pubsub.Message{Payload: b, At: time.Now()})
}

// publishEvents passes what the follower tells on to the hub.
func (a *App) publishEvents(place changefeed.Position, items ...changefeed.Item) {
	noticed := time.Now()
	messages := make([]*pubsub.Message, len(items))
	for i, item := range items {
		messages[i] = &pubsub.Message{Payload: item, At: noticed, Size: sizeOf(item)}
	}
	a.hub.Publish(changefeed.Topic, place, messages...)
}

// sizeOf is about how many bytes an item holds.
func sizeOf(item changefeed.Item) int {
	const fixed = 1024
	size := fixed
	if e := item.Event; e != nil {
		for _, text := range []*string{e.InputSummary, e.OutputSummary, e.Context, e.ToolInput} {
			size += 2 * len(model.Or(text, "")) // as it is, and encoded
		}
	}
	return size
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
