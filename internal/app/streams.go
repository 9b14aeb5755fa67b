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
	"github.com/htmlgraph/htmlgraph/internal/service/state"
	"github.com/htmlgraph/htmlgraph/internal/stream"
)

// newStreams returns the endpoints that stay open, and the followers that feed them.
func (a *App) newStreams(ctx context.Context, o Options, present *presence.Service, queries *queries.Service, costs *cost.Service, states *state.Service) (*stream.Streams, error) {
	events, spawners := events.NewLive(a.DB), liveevents.New(a.DB)
	publish := func(position changefeed.Position, items ...changefeed.Item) {
		a.publishEvents(position, items...)
		countEvents(present, items)
	}
	follower, err := changefeed.NewFollower(ctx, events, spawners, publish, o.Now, o.Run, o.Logger)
	if err != nil {
		return nil, err
	}
	// Presence reads what is stored after the changefeed has its position: events in between are counted once, by their row.
	presenceFollower, err := present.NewFollower(ctx, presenceAudience{a.hub}, a.presenceWriter(), o.Logger)
	if err != nil {
		return nil, err
	}
	a.followers.changefeed, a.followers.presence = follower, presenceFollower
	a.followers.states = states.NewFollower(stateAudience{a.hub}, o.Logger)
	a.followers.queries, a.followers.costs = queries.NewFollower(o.Logger), costs.NewFollower(costAudience{a.hub}, o.Logger)
	return &stream.Streams{
		Events:     stream.NewEvents(a.hub, changefeed.New(events, spawners, follower, o.Now), a.followers.states.Joined),
		Presence:   stream.NewPresence(a.hub, present),
		Broadcasts: stream.NewBroadcasts(a.hub),
		Queries:    stream.NewQueries(a.hub, queries),
		Costs:      stream.NewCosts(a.hub, costs),
	}, nil
}

// presenceAudience are the subscribers of presence in the hub.
type presenceAudience struct{ hub *pubsub.Hub }

// Followers returns the number of subscribers.
func (p presenceAudience) Followers() int { return p.hub.Subscribers(presence.Topic) }

// Publish sends a message to all of them.
func (p presenceAudience) Publish(now presence.Now) {
	p.hub.Publish(presence.Topic, nil, &pubsub.Message{Payload: now, At: time.Now()})
}

// stateAudience are the subscribers of the event stream that want states too.
type stateAudience struct{ hub *pubsub.Hub }

// Followers returns the number of these subscribers.
func (s stateAudience) Followers() int {
	return s.hub.Interested(changefeed.Topic, changefeed.StateInterest)
}

// Publish sends changes of states to all of them. They have no place in the order of events.
func (s stateAudience) Publish(changes ...model.StateChange) {
	messages := make([]*pubsub.Message, len(changes))
	for i := range changes {
		messages[i] = &pubsub.Message{Payload: changefeed.Item{State: &changes[i]}, At: time.Now(), Size: sizeOfState}
	}
	s.hub.PublishBeside(changefeed.Topic, messages...)
}

// sizeOfState is about the largest size of a change of a state in bytes.
const sizeOfState = 2048

// presenceWriter returns the store of presence, nil where the file is opened read-only.
func (a *App) presenceWriter() presence.Writer {
	if a.DB.ReadOnly() {
		return nil
	}
	return presences.New(a.DB)
}

// countEvents gives the events among items to presence.
func countEvents(present *presence.Service, items []changefeed.Item) {
	var events []model.LiveEvent
	for _, item := range items {
		if item.Event != nil {
			events = append(events, *item.Event)
		}
		if item.Gap != "" {
			present.Reload()
		}
	}
	if len(events) > 0 {
		present.Count(events...)
	}
}

// queryAudience are the subscribers of queries in the hub.
type queryAudience struct{ hub *pubsub.Hub }

// Followers returns the number of subscribers of a query.
func (q queryAudience) Followers(queryID string) int {
	return q.hub.Subscribers(queries.Topic(queryID))
}

// Publish sends a result to all subscribers of its query.
func (q queryAudience) Publish(result queries.Result) {
	q.hub.Publish(queries.Topic(result.QueryID), nil, &pubsub.Message{Payload: result, At: time.Now()})
}

// costAudience are the subscribers of costs in the hub.
type costAudience struct{ hub *pubsub.Hub }

// Followed returns the sessions whose costs have subscribers.
func (c costAudience) Followed() []string {
	sessions := c.hub.ActiveTopics(cost.Topic(""))
	for i := range sessions {
		sessions[i] = strings.TrimPrefix(sessions[i], cost.Topic(""))
	}
	return sessions
}

// Publish sends items to all subscribers of a session.
func (c costAudience) Publish(sessionID string, items ...cost.Item) {
	noticed := time.Now()
	messages := make([]*pubsub.Message, len(items))
	for i, item := range items {
		messages[i] = &pubsub.Message{Payload: item, At: noticed}
	}
	c.hub.Publish(cost.Topic(sessionID), nil, messages...)
}

// publishBroadcast sends a broadcast to all subscribers, and returns their number.
func (a *App) publishBroadcast(b broadcast.Broadcast) int {
	return a.hub.Publish(broadcast.Topic, nil, &pubsub.Message{Payload: b, At: time.Now()})
}

// publishEvents sends items to all subscribers of events.
func (a *App) publishEvents(position changefeed.Position, items ...changefeed.Item) {
	noticed := time.Now()
	messages := make([]*pubsub.Message, len(items))
	for i, item := range items {
		messages[i] = &pubsub.Message{Payload: item, At: noticed, Size: sizeOf(item)}
	}
	a.hub.Publish(changefeed.Topic, position, messages...)
}

// sizeOf returns the approximate size of an item in bytes.
func sizeOf(item changefeed.Item) int {
	const fixed = 1024
	size := fixed
	var texts []*string
	if e := item.Event; e != nil {
		texts = []*string{e.InputSummary, e.OutputSummary, e.Context}
	}
	if s := item.Spawner; s != nil {
		texts = []*string{s.Data}
	}
	for _, text := range texts {
		size += 2 * len(model.Or(text, "")) // as it is, and encoded
	}
	return size
}

// observeStreams adds the counters of streams to the metrics.
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
