package stream

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/changefeed"
)

// commentPause is how long a stream is silent before a comment keeps it alive.
const commentPause = 15 * time.Second

// StreamEventsSSE streams events as Server-Sent Events.
func (e *Events) StreamEventsSSE(ctx context.Context, request api.StreamEventsSSERequestObject) (api.StreamEventsSSEResponseObject, error) {
	p := request.Params
	cursor := p.Cursor
	if p.LastEventID != nil && *p.LastEventID != "" {
		cursor = p.LastEventID
	}
	joined, err := e.join(ctx, changefeed.Request{Filter: fromAPIFilter(p.SessionID, p.AgentID, p.EventType, p.ToolName, p.Since), Cursor: cursor})
	if err != nil {
		return nil, err
	}
	return eventSource{joined: joined, ctx: ctx}, nil
}

// eventSource is the stream as Server-Sent Events.
type eventSource struct {
	*joined
	ctx context.Context // of the request, during which the stream lives
}

// VisitStreamEventsSSEResponse serves the stream until one side ends it.
func (e eventSource) VisitStreamEventsSSEResponse(w http.ResponseWriter) error {
	defer e.subscription.Release()
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies must not hold events back
	out := &eventWriter{ResponseController: http.NewResponseController(w), w: w}
	w.WriteHeader(http.StatusOK)
	tell := func(item changefeed.Item) error { return out.item(item, encodeItem(item, e.withCursor)) }
	if e.tellBacklog(e.ctx, tell) == nil && out.flush() == nil {
		e.forward(out)
	}
	return nil
}

func (e eventSource) forward(out *eventWriter) {
	silence := time.NewTimer(commentPause)
	defer silence.Stop()
	for {
		var err error
		select {
		case <-e.ctx.Done():
			return
		case <-e.subscription.Done():
			return // the client comes back with Last-Event-ID
		case <-silence.C:
			err = out.comment()
		case <-e.subscription.Ready():
			err = e.deliver(out)
		}
		if err != nil {
			return
		}
		silence.Reset(commentPause)
	}
}

// deliver sends the messages that there are.
func (e eventSource) deliver(out *eventWriter) error {
	messages := e.subscription.Take()
	for _, message := range messages {
		item, _ := message.Payload.(changefeed.Item)
		text := e.encoded(message)
		if err := out.item(item, text); err != nil {
			return err
		}
		e.subscription.Metrics().Delivered(len(text), message.At, time.Now())
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

// eventName returns the type of the message of an item.
func eventName(item changefeed.Item) string {
	switch {
	case item.Event != nil && item.Changed:
		return "event_update"
	case item.Event != nil:
		return "event"
	case item.Spawner != nil:
		return "spawner_event"
	default:
		return "gap"
	}
}
