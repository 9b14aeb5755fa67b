package stream

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
)

// StreamEventsSSE streams events as Server-Sent Events.
func (e *Events) StreamEventsSSE(ctx context.Context, request api.StreamEventsSSERequestObject) (api.StreamEventsSSEResponseObject, error) {
	p := request.Params
	cursor := p.Cursor
	if p.LastEventID != nil && *p.LastEventID != "" {
		cursor = p.LastEventID
	}
	joined, err := e.join(ctx, changefeed.Request{
		Filter: fromAPIFilter(p.SessionID, p.AgentID, p.EventType, p.ToolName, p.Since), Cursor: cursor, States: wantsStates(p.Topics),
	})
	if err != nil {
		return nil, err
	}
	return eventSource{joined: joined, ctx: ctx}, nil
}

// eventSource is the event stream as Server-Sent Events.
type eventSource struct {
	*joined
	ctx context.Context // the context of the request; the stream ends with it
}

// VisitStreamEventsSSEResponse serves the stream until the client or the server ends it.
func (e eventSource) VisitStreamEventsSSEResponse(w http.ResponseWriter) error {
	defer e.subscription.Release()
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies must not buffer events
	out := &eventWriter{ResponseController: http.NewResponseController(w), w: w}
	w.WriteHeader(http.StatusOK)
	send := func(item changefeed.Item) error { return out.item(item, encodeItem(item, e.withCursor)) }
	if e.sendBacklog(e.ctx, send) == nil && out.flush() == nil {
		e.forward(out)
	}
	return nil
}

func (e eventSource) forward(out *eventWriter) {
	for {
		var err error
		select {
		case <-e.ctx.Done():
			return
		case <-e.subscription.Done():
			return // the client reconnects with Last-Event-ID
		case <-e.subscription.Heartbeat():
			err = out.comment()
		case <-e.subscription.Ready():
			err = e.deliver(out)
		}
		if err != nil {
			return
		}
	}
}

// deliver sends the waiting messages.
func (e eventSource) deliver(out *eventWriter) error {
	messages := e.subscription.Next()
	for _, message := range messages {
		item, _ := message.Payload.(changefeed.Item)
		text := e.encoded(message)
		if err := out.item(item, text); err != nil {
			return err
		}
		e.subscription.Metrics().CountDelivery(len(text), message.At, time.Now())
	}
	return out.flush()
}

// eventWriter writes Server-Sent Events.
type eventWriter struct {
	*http.ResponseController
	w http.ResponseWriter
}

func (o *eventWriter) item(item changefeed.Item, text []byte) error {
	var out bytes.Buffer
	out.WriteString("event: " + eventName(item) + "\n")
	if item.At != (changefeed.Position{}) {
		out.WriteString("id: " + item.At.Cursor() + "\n")
	}
	out.WriteString("data: ")
	out.Write(text)
	out.WriteString("\n\n")
	return o.write(out.Bytes())
}

func (o *eventWriter) comment() error {
	if err := o.write([]byte(": still here\n\n")); err != nil {
		return err
	}
	return o.flush()
}

func (o *eventWriter) write(text []byte) error {
	if err := o.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	_, err := o.w.Write(text)
	return err
}

func (o *eventWriter) flush() error { return o.Flush() }

// eventName returns the name of the server-sent event, which is the type of the item's message.
func eventName(item changefeed.Item) string {
	switch {
	case item.Event != nil && item.Changed:
		return "event_update"
	case item.Event != nil:
		return "event"
	case item.Spawner != nil:
		return "spawner_event"
	case item.State != nil:
		return "state"
	default:
		return "gap"
	}
}
